using System.Runtime.InteropServices;

namespace ObjectStore.Benchmarks.Erasure;

/// <summary>Intel's ISA-L through its C interface (Debian package libisal-dev), as the peer to be measured against.</summary>
internal static unsafe partial class IsaL
{
    private const string Library = "libisal.so.2";

    /// <summary>Bytes of one element in ISA-L's tables.</summary>
    public const int TableBytes = 32;

    /// <summary>Whether the library is on this machine.</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    [LibraryImport(Library, EntryPoint = "gf_gen_cauchy1_matrix")]
    public static partial void GenerateCauchy(byte* matrix, int rows, int columns);

    [LibraryImport(Library, EntryPoint = "ec_init_tables")]
    public static partial void InitializeTables(int columns, int rows, byte* matrix, byte* tables);

    [LibraryImport(Library, EntryPoint = "ec_encode_data")]
    public static partial void Encode(int length, int columns, int rows, byte* tables, byte** data, byte** parity);

    [LibraryImport(Library, EntryPoint = "ec_encode_data_avx2")]
    public static partial void EncodeAvx2(int length, int columns, int rows, byte* tables, byte** data, byte** parity);
}
