using System.Globalization;

namespace ObjectStore.Extents.Extents;

/// <summary>Names inside a device's directory (docs/format/extents.md §1).</summary>
internal static class DeviceFileNames
{
    public const string Superblock = "device.json";
    public const string SuperblockNew = "device.json.new";
    public const string Lock = "lock";
    public const string Checkpoint = "checkpoint";
    public const string CheckpointNew = "checkpoint.new";

    public const string CheckpointReserve = "checkpoint.reserve";

    private const string ExtentSuffix = ".extent";
    private const string SpareSuffix = ".spare";
    private const int Digits = 8;

    public static string Extent(uint number) => number.ToString("x8", CultureInfo.InvariantCulture) + ExtentSuffix;

    public static string Spare(uint number) => number.ToString("x8", CultureInfo.InvariantCulture) + SpareSuffix;

    public static bool TryParseExtent(string name, out uint number) => TryParse(name, ExtentSuffix, out number);

    public static bool TryParseSpare(string name, out uint number) => TryParse(name, SpareSuffix, out number);

    private static bool TryParse(string name, string suffix, out uint number)
    {
        number = 0;
        return name.Length == Digits + suffix.Length
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && uint.TryParse(name.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            && number != 0;
    }
}
