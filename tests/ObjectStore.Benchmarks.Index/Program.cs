using System.Globalization;
using ObjectStore.Benchmarks.Index;

// Arguments: folder for the databases (default: temporary), number of keys to list (default 1,000,000; 0: only the engines side by side). Or "pauses"
// and a folder: what changes of the keymap do to a steady load. Or "versions" and a folder: what versions cost. Or "writers": groups of commits on PostgreSQL.
if (args is ["writers"])
{
    await WriterCosts.RunAsync();
    return;
}

var isPauses = args is ["pauses", ..];
var isVersions = args is ["versions", ..];
var rest = isPauses || isVersions ? args[1..] : args;
var folder = rest.Length > 0 ? rest[0] : Directory.CreateTempSubdirectory("objectstore-bench-").FullName;
var keyCount = rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 1_000_000;
Directory.CreateDirectory(folder);
try
{
    if (isPauses)
    {
        await KeymapPauses.RunAsync(folder);
        return;
    }

    if (isVersions)
    {
        await VersionCosts.RunAsync(folder);
        return;
    }

    await EngineComparison.RunAsync(folder);
    if (keyCount > 0) await EmbeddedIndex.RunAsync(folder, keyCount);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
