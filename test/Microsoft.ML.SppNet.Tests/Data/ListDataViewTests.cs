using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The contract of a data view, on a view of a hundred numbers.</summary>
[TestClass]
public class ListDataViewTests
{
    private static ListDataView<int> View(int count = 100) => new(
        [.. Enumerable.Range(0, count)],
        [
            new ListColumn<int, float>("Square", NumberDataViewType.Single, (int _, int record, ref float value) => value = record
                * record),
            new ListColumn<int, int>("Row", NumberDataViewType.Int32, (int row, int _, ref int value) => value = row),
            new ListColumn<int, float>("Never", NumberDataViewType.Single,
                (int _, int _, ref float _) => throw new InvalidOperationException("asked for")),
        ]);

    [TestMethod]
    public void OnlyActiveColumnsAreComputed()
    {
        ListDataView<int> view = View();
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Square"]]);
        Assert.IsTrue(cursor.IsColumnActive(view.Schema["Square"]));
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Never"]));
        CollectionAssert.AreEqual(Enumerable.Range(0, 100).Select(i => (float)(i * i)).ToArray(),
            view.GetColumn<float>("Square").ToArray());
        Assert.AreEqual(100, view.GetRowCount());
        Assert.AreEqual(
            "column 'Never' was not among those that the cursor was asked for",
            Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Never"])).Message);
        Assert.AreEqual(
            "column 'Square' holds System.Single, not System.Int32",
            Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema["Square"])).Message);
    }

    [TestMethod]
    public void ACursorStandsOnNoRowBeforeAndAfter()
    {
        ListDataView<int> view = View(1);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Row"]]);
        ValueGetter<int> getter = cursor.GetGetter<int>(view.Schema["Row"]);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        int row = 0;
        DataViewRowId rowId = default;
        const string expected = "the cursor stands on no row: a value can be read only after MoveNext has returned true";
        Assert.AreEqual(-1, cursor.Position);
        Assert.AreEqual(expected, Assert.ThrowsExactly<InvalidOperationException>(() => getter(ref row)).Message);
        Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(0, cursor.Position);
        getter(ref row);
        Assert.IsFalse(cursor.MoveNext());
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1, cursor.Position);
        Assert.AreEqual(expected, Assert.ThrowsExactly<InvalidOperationException>(() => getter(ref row)).Message);
        Assert.AreEqual(expected, Assert.ThrowsExactly<InvalidOperationException>(() => id(ref rowId)).Message);
    }

    [TestMethod]
    public void AShuffledCursorGivesEveryRowOnceWithItsId()
    {
        ListDataView<int> view = View();
        Assert.IsTrue(view.CanShuffle);
        List<(int Row, ulong Id, long Batch)> rows = Rows(view.GetRowCursor([view.Schema["Row"]], new Random(1)));
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 100).ToArray(), rows.ConvertAll(row => row.Row));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), rows.ConvertAll(row => row.Row));
        Assert.IsTrue(rows.All(row => row.Id == (ulong)row.Row));
        CollectionAssert.AreEqual(rows, Rows(view.GetRowCursor([view.Schema["Row"]], new Random(1))));
        CollectionAssert.AreNotEqual(rows, Rows(view.GetRowCursor([view.Schema["Row"]], new Random(2))));
    }

    [TestMethod]
    [DataRow(1, 100, 1)]
    [DataRow(3, 100, 3)]
    [DataRow(64, 100, 7)]
    [DataRow(4, 5, 1)]
    [DataRow(4, 0, 1)]
    [DataRow(4, 32, 2)]
    public void ACursorSetIsTheSerialCursorDealtOut(int asked, int count, int expected)
    {
        ListDataView<int> view = View(count);
        List<(int Row, ulong Id, long Batch)> serial = Rows(view.GetRowCursor([view.Schema["Row"]], new Random(3)));
        DataViewRowCursor[] cursors = view.GetRowCursorSet([view.Schema["Row"]], asked, new Random(3));
        Assert.HasCount(expected, cursors);
        List<(int Row, ulong Id, long Batch)>[] parts = [.. cursors.AsParallel().Select(Rows)];
        foreach (List<(int Row, ulong Id, long Batch)> part in parts)
            CollectionAssert.AreEqual(part.OrderBy(row => row.Batch).ToList(), part);
        Assert.AreEqual(
            parts.Sum(part => part.Select(row => row.Batch).Distinct().Count()),
            parts.SelectMany(part => part).Select(row => row.Batch).Distinct().Count());
        CollectionAssert.AreEqual(serial, parts.SelectMany(part => part).OrderBy(row => row.Batch).ToList());
    }

    [TestMethod]
    public void CursorsAreIndependent()
    {
        ListDataView<int> view = View(3);
        using DataViewRowCursor one = view.GetRowCursor([view.Schema["Row"]]), other = view.GetRowCursor([view.Schema["Row"]]);
        ValueGetter<int> getOne = one.GetGetter<int>(view.Schema["Row"]), getOther = other.GetGetter<int>(view.Schema["Row"]);
        int a = -1, b = -1;
        Assert.IsTrue(one.MoveNext() && one.MoveNext() && other.MoveNext());
        getOne(ref a);
        getOther(ref b);
        Assert.AreEqual((1, 0), (a, b));
    }

    private static List<(int Row, ulong Id, long Batch)> Rows(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            ValueGetter<int> getRow = cursor.GetGetter<int>(cursor.Schema["Row"]);
            ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
            List<(int, ulong, long)> rows = [];
            int row = 0;
            DataViewRowId id = default;
            while (cursor.MoveNext())
            {
                getRow(ref row);
                getId(ref id);
                rows.Add((row, id.Low, cursor.Batch));
            }
            return rows;
        }
    }
}
