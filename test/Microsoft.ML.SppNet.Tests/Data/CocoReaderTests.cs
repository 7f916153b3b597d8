using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class CocoReaderTests
{
    private const string Images = """[{"id": 7, "file_name": "a.png", "width": 50, "height": 40}, {"id": 3, "file_name": "sub/b.png"}]""";
    private const string Categories = """[{"id": 90, "name": "zebra"}, {"id": 2, "name": "bus"}]""";

    [TestMethod]
    public void BoxesAreHalfOpenClassesInOrderOfTheirIdsAndCrowdsDifficult()
    {
        using TinyDataSet data = new();
        AnnotatedImageSet set = Read(data, """
            [{"image_id": 3, "category_id": 2, "bbox": [1.5, 2, 10, 20]},
             {"image_id": 7, "category_id": 90, "bbox": [40, 30, 20, 20], "iscrowd": 1},
             {"image_id": 3, "category_id": 90, "bbox": [0, 0, 1, 1]}]
            """);
        CollectionAssert.AreEqual(new[] { "bus", "zebra" }, set.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { "a.png", "sub/b.png" }, set.Images.Select(image => image.Name).ToArray());
        Assert.AreEqual(data.PathOf("sub", "b.png"), set.Images[1].Path);
        Assert.AreEqual(new AnnotatedObject(1, new ImageBox(40, 30, 60, 50), Difficult: true), set.Images[0].Objects.Single());
        CollectionAssert.AreEqual(
            new AnnotatedObject[] { new(0, new ImageBox(1.5f, 2, 11.5f, 22)), new(1, new ImageBox(0, 0, 1, 1)) },
            set.Images[1].Objects.ToArray());
    }

    [TestMethod]
    [DataRow("""{"image_id": 7, "category_id": 2, "bbox": [1, 2, 0, 20]}""",
        "expected a bbox with a width and a height above 0, found [1, 2, 0, 20]")]
    [DataRow("""{"image_id": 7, "category_id": 2, "bbox": [9, 2, -5, 20]}""",
        "expected a bbox with a width and a height above 0, found [9, 2, -5, 20]")]
    [DataRow("""{"image_id": 7, "category_id": 2, "bbox": [50, 2, 5, 20]}""", "its bbox [50, 2, 5, 20] lies outside its image")]
    [DataRow("""{"image_id": 7, "category_id": 2, "bbox": [1, 2, "3", 20]}""", "expected a bbox of four numbers")]
    [DataRow("""{"image_id": 7, "category_id": 2}""", "expected a bbox of four numbers")]
    [DataRow("""{"image_id": 8, "category_id": 2, "bbox": [1, 2, 3, 4]}""", "its image_id is of no image")]
    [DataRow("""{"image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4]}""", "its category_id is of no category")]
    [DataRow("""{"image_id": "7", "category_id": 1, "bbox": [1, 2, 3, 4]}""", "expected a whole number 'image_id'")]
    public void ABrokenAnnotationIsNamed(string annotation, string expected)
    {
        using TinyDataSet data = new();
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(
            () => Read(data, $$"""[{"image_id": 3, "category_id": 2, "bbox": [1, 2, 3, 4]}, {{annotation}}]"""));
        Assert.AreEqual($"'{data.PathOf("coco.json")}', annotations[1]: {expected}", error.Message);
    }

    [TestMethod]
    public void BrokenJsonIsNamedWithItsLineAndAMissingImageWithItsPlace()
    {
        using TinyDataSet data = new();
        string path = data.Write("coco.json", "{\n\"images\": [\n}");
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => AnnotatedImageSet.ReadCoco(path));
        StringAssert.StartsWith(error.Message, $"'{path}', line 3: broken JSON: ");
        error = Assert.ThrowsExactly<InvalidDataException>(() => AnnotatedImageSet.ReadCoco(data.Write("coco.json", "[]")));
        Assert.AreEqual($"'{path}': expected a list 'categories' that is not empty, as COCO's annotations have it", error.Message);
        FileNotFoundException missing = Assert.ThrowsExactly<FileNotFoundException>(() => AnnotatedImageSet.ReadCoco(data.Write(
            "coco.json", $$"""
            {"images": {{Images}}, "categories": {{Categories}}, "annotations": [{"image_id": 3, "category_id": 2, "bbox": [1, 2, 3, 4]}]}
            """)));
        Assert.AreEqual($"'{path}', images[0]: the image '{data.PathOf("a.png")}' is missing", missing.Message);
    }

    private static AnnotatedImageSet Read(TinyDataSet data, string annotations)
    {
        data.Draw("a.png");
        data.Draw("sub/b.png");
        return AnnotatedImageSet.ReadCoco(
            data.Write("coco.json", $$"""{"images": {{Images}}, "categories": {{Categories}}, "annotations": {{annotations}}}"""));
    }
}
