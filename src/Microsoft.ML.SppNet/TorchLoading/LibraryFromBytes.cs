using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.SppNet.TorchLoading;

/// <summary>Loads a native library on Linux whose bytes are in memory.</summary>
internal static partial class LibraryFromBytes
{
    private const uint CloseOnExec = 1;

    /// <summary>Loads from a file that has no place in the file system, which needs no folder that can be written and run from; 0 where
    /// Linux refuses.</summary>
    internal static nint FromMemory(ReadOnlySpan<byte> library, string name)
    {
        try
        {
            using var file = new SafeFileHandle(CreateMemoryFile(name, CloseOnExec), ownsHandle: true);
            if (file.IsInvalid)
                return 0;
            RandomAccess.Write(file, library, 0);
            if (!NativeLibrary.TryLoad($"/proc/self/fd/{file.DangerousGetHandle()}", out nint handle))
                return 0;
            // Stays open: the loader knows libraries by their paths, and would take the next file of this number for the same.
            file.SetHandleAsInvalid();
            return handle;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or IOException)
        {
            return 0;
        }
    }

    /// <summary>Loads from a file made in a folder, and deleted again: the mapping outlives the name.</summary>
    /// <param name="library">The library.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="folder">Where temporary files are made.</param>
    /// <param name="problem">Why it did not load, a clause; null if it did.</param>
    internal static nint FromFolder(ReadOnlySpan<byte> library, string name, string folder, out string? problem)
    {
        string own = Path.Combine(folder, "sppnet-" + Path.GetRandomFileName());
        try
        {
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException("there is no such folder");
            Directory.CreateDirectory(own);
            string path = Path.Combine(own, name);
            File.WriteAllBytes(path, library);
            nint handle = NativeLibrary.Load(path);
            problem = null;
            return handle;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or DllNotFoundException or BadImageFormatException)
        {
            problem = $"the temporary folder '{folder}' does not do for a copy of {name} either: "
                + $"{exception.Message.Split('\n')[0].TrimEnd('.')}. "
                + "Let TMPDIR name a folder where files can be made and run";
            return 0;
        }
        finally
        {
            if (Directory.Exists(own))
                Directory.Delete(own, recursive: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
