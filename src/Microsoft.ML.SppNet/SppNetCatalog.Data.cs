using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML;

public static partial class SppNetCatalog
{
    /// <summary>Images sorted into one folder per class as a lazy data view.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="root">A folder with a folder of images per class; see <see cref="ClassFolder.Read(string, Action{string}?)"/>.</param>
    /// <returns>Columns <c>ImagePath</c> (text), <c>Image</c> (<see cref="MLImage"/>, decoded row by row and only where a cursor asks for
    /// it), <c>Name</c> (text, the path relative to <paramref name="root"/>) and <c>Label</c> (key with the classes' names). An image that
    /// cannot be read ends the enumeration with <see cref="ImageReadException"/>, which names row (from 0) and file.</returns>
    /// <remarks>ML.NET does not cache images: call <c>AppendCacheCheckpoint</c> after the features, not here. Nor does its
    /// <c>CreateEnumerable</c> fill images into a class: leave <c>Image</c> out of the class, or read it with
    /// <c>GetColumn&lt;MLImage&gt;</c> or a cursor.</remarks>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No class has an image.</exception>
    public static IDataView LoadImageFolder(this DataOperationsCatalog catalog, string root) =>
        ImageDataViews.Create(ClassFolder.Read(root, WarningsTo(catalog, nameof(LoadImageFolder))));

    /// <summary>Images sorted into classes that were read before, or a part of a split of them, as a lazy data view.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="folder">The images; <see cref="ClassFolder.Select"/> takes a part.</param>
    /// <returns>The columns of <see cref="LoadImageFolder(DataOperationsCatalog, string)"/>.</returns>
    public static IDataView LoadImageFolder(this DataOperationsCatalog catalog, ClassFolder folder)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(folder);
        return ImageDataViews.Create(folder);
    }

    /// <summary>Caltech-101 as a lazy data view.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="root">The folder <c>101_ObjectCategories</c>, or the folder it lies in.</param>
    /// <param name="includeBackground">Whether the images of no object are a class like the others, 102 in all.</param>
    /// <returns>The columns of <see cref="LoadImageFolder(DataOperationsCatalog, string)"/>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No class has an image.</exception>
    public static IDataView LoadCaltech101(this DataOperationsCatalog catalog, string root, bool includeBackground = true) =>
        ImageDataViews.Create(Caltech101.Read(root, includeBackground, WarningsTo(catalog, nameof(LoadCaltech101))));

    /// <summary>An image set of PASCAL VOC as a lazy data view.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="root">The folder <c>VOC2007</c>, or the <c>VOCdevkit</c> it lies in.</param>
    /// <param name="imageSet"><c>train</c>, <c>val</c>, <c>trainval</c> or <c>test</c>.</param>
    /// <returns>Columns <c>ImagePath</c> and <c>ImageId</c> (text), <c>Image</c> (as in
    /// <see cref="LoadImageFolder(DataOperationsCatalog, string)"/>), <c>Labels</c> (<c>Vector&lt;Single, 20&gt;</c>: 1, 0 or −1 as
    /// <see cref="VocImage.Labels"/>, slots named by class), and for the objects of the image <c>Boxes</c> (<c>Vector&lt;Single&gt;</c>, 4
    /// per object: the fields of <see cref="VocBox"/>), <c>BoxLabels</c> (vector of keys with the classes' names) and <c>Difficult</c>
    /// (vector of Boolean).</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such image set, or an image that it lists is missing.</exception>
    /// <exception cref="InvalidDataException">A list, label or annotation is broken; the message names file and line.</exception>
    public static IDataView LoadPascalVoc(this DataOperationsCatalog catalog, string root, string imageSet) =>
        ImageDataViews.Create(PascalVoc.Read(root, imageSet, WarningsTo(catalog, nameof(LoadPascalVoc))));

    /// <summary>An image set of PASCAL VOC that was read before as a lazy data view.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="dataSet">The image set.</param>
    /// <returns>The columns of <see cref="LoadPascalVoc(DataOperationsCatalog, string, string)"/>.</returns>
    public static IDataView LoadPascalVoc(this DataOperationsCatalog catalog, PascalVoc dataSet)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(dataSet);
        return ImageDataViews.Create(dataSet);
    }

    /// <summary>Images without labels as a lazy data view.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="images">The images, from <see cref="ImageFolder.Enumerate"/> or <see cref="ImageList.Read"/>.</param>
    /// <returns>Columns <c>ImagePath</c>, <c>Image</c> and <c>Name</c>, as in
    /// <see cref="LoadImageFolder(DataOperationsCatalog, string)"/>.</returns>
    public static IDataView LoadImageFiles(this DataOperationsCatalog catalog, IReadOnlyList<ImageEntry> images)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(images);
        return ImageDataViews.Create(images);
    }

    private static Action<string> WarningsTo(DataOperationsCatalog catalog, string loader)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        IHost host = HostRules.Environment(catalog).Register(loader);
        return message => HostRules.Log(host, "Read", message, warning: true);
    }
}
