using System.Reflection;
using System.Runtime.InteropServices;
using ObjectStore.Core.Errors;
using SQLitePCL;

namespace ObjectStore.Index.Sqlite;

/// <summary>Binds the system's SQLite library once per process.</summary>
internal static class SqliteLibrary
{
    /// <summary>Name that the provider imports from.</summary>
    private const string ProviderName = "e_sqlite3";

    /// <summary>3.32.0: the oldest with every statement and pragma that is used here.</summary>
    private const int VersionMin = 3_032_000;

    private static readonly string[] Names = ["libsqlite3.so.0", "libsqlite3.so", "libsqlite3.dylib", "sqlite3"];

    private static readonly Lazy<string> LoadedVersion = new(Load);

    /// <summary>Version of the library, loaded when first asked for.</summary>
    /// <exception cref="StorageException">Refused: there is no library, or it is too old.</exception>
    public static string Version => LoadedVersion.Value;

    private static string Load()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            raw.FreezeProvider();
            if (raw.sqlite3_libversion_number() >= VersionMin) return raw.sqlite3_libversion().utf8_to_string();
        }
        catch (DllNotFoundException exception)
        {
            throw new StorageException(StorageErrorCode.Refused, "The SQLite library is missing: install the package libsqlite3-0.", exception);
        }

        throw new StorageException(StorageErrorCode.Refused, "The SQLite library is too old: 3.32 or later is needed.");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != ProviderName) return 0;
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        }

        return 0;
    }
}
