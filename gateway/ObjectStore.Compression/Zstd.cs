using System.Reflection;
using System.Runtime.InteropServices;

namespace ObjectStore.Compression;

/// <summary>The functions of libzstd that are used here: zstd.h of 1.4.0, where all of them are stable.</summary>
internal static partial class Zstd
{
    /// <summary><c>ZSTD_c_compressionLevel</c>.</summary>
    public const int ParameterLevel = 100;

    /// <summary><c>ZSTD_c_checksumFlag</c>: the low 32 bits of XXH64 of the plain bytes behind each frame.</summary>
    public const int ParameterChecksum = 201;

    /// <summary>1.4.0: the oldest with a stable <c>ZSTD_compress2</c>.</summary>
    public const uint VersionMin = 10_400;

    private const string Library = "zstd";

    private static readonly string[] Names = ["libzstd.so.1", "libzstd.1.dylib", "libzstd"];

    static Zstd() => NativeLibrary.SetDllImportResolver(typeof(Zstd).Assembly, Resolve);

    [LibraryImport(Library, EntryPoint = "ZSTD_versionNumber")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial uint VersionNumber();

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial uint IsError(nuint result);

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial CompressionContext CreateCompressionContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nuint FreeCompressionContext(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nuint SetParameter(CompressionContext context, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nuint Compress(CompressionContext context, Span<byte> destination, nuint destinationBytes, ReadOnlySpan<byte> source, nuint sourceBytes);

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial ExpansionContext CreateExpansionContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nuint FreeExpansionContext(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressDCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nuint Expand(ExpansionContext context, Span<byte> destination, nuint destinationBytes, ReadOnlySpan<byte> source, nuint sourceBytes);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library) return 0;
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        }

        return 0;
    }
}
