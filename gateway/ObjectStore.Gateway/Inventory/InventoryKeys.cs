using System.Globalization;
using ObjectStore.Core;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Inventory;

/// <summary>Keys of inventories (Amazon S3 user guide, "Locating your inventory list").</summary>
internal static class InventoryKeys
{
    /// <summary>What all keys of an inventory begin with.</summary>
    public static string FolderOf(string source, InventoryConfiguration configuration) =>
        configuration.DestinationPrefix is { } prefix ? $"{prefix.TrimEnd('/')}/{source}/{configuration.Id}/" : $"{source}/{configuration.Id}/";

    /// <summary>A file that no other has the key of.</summary>
    public static string NewFile(string folder) => string.Create(CultureInfo.InvariantCulture, $"{folder}data/{Chance.NextBits():x16}{Chance.NextBits():x16}.csv.gz");

    /// <summary>The folder of the manifest.</summary>
    public static string ManifestFolderOf(string folder, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{folder}{at.UtcDateTime:yyyy-MM-dd'T'HH-mm'Z'}/");

    /// <summary>The list of files for Hive.</summary>
    public static string SymlinkOf(string folder, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{folder}hive/dt={at.UtcDateTime:yyyy-MM-dd-HH-mm}/symlink.txt");
}
