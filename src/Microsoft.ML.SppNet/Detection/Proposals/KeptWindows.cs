using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Windows side by side, for vectors of eight; those beyond the last are empty and overlap nothing.</summary>
internal sealed class KeptWindows
{
    private int[] _left = [];
    private int[] _top = [];
    private int[] _right = [];
    private int[] _bottom = [];
    private float[] _area = [];

    internal int Count { get; private set; }

    internal Vector256<int> Left(int index) => Vector256.Create(_left, index);

    internal Vector256<int> Top(int index) => Vector256.Create(_top, index);

    internal Vector256<int> Right(int index) => Vector256.Create(_right, index);

    internal Vector256<int> Bottom(int index) => Vector256.Create(_bottom, index);

    internal Vector256<float> Area(int index) => Vector256.Create(_area, index);

    internal void Add(SearchWindow window)
    {
        if (Count == _left.Length)
        {
            int length = Math.Max(2 * Count, Vector256<int>.Count);
            Array.Resize(ref _left, length);
            Array.Resize(ref _top, length);
            Array.Resize(ref _right, length);
            Array.Resize(ref _bottom, length);
            Array.Resize(ref _area, length);
        }

        (_left[Count], _top[Count], _right[Count], _bottom[Count]) = (window.Left, window.Top, window.Right, window.Bottom);
        _area[Count++] = (float)window.Width * window.Height;
    }
}
