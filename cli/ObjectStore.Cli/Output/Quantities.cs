using System.Globalization;

namespace ObjectStore.Cli.Output;

/// <summary>Numbers as people read them; a dash for what is not known.</summary>
internal static class Quantities
{
    private const string Unknown = "-";
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public static string Count(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? Unknown;

    public static string Rate(double? perSecond) => perSecond?.ToString("N1", CultureInfo.InvariantCulture) ?? Unknown;

    public static string Bytes(double? bytes)
    {
        if (bytes is not { } value) return Unknown;
        var unit = 0;
        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;
        return value.ToString(unit == 0 ? "F0" : "F1", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>How long ago, in the two largest units: <c>3 d 4 h</c>, <c>12 s</c>.</summary>
    public static string Age(TimeSpan? age)
    {
        if (age is not { } time) return Unknown;
        if (time < TimeSpan.Zero) time = TimeSpan.Zero;
        return time switch
        {
            { Days: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h"),
            { Hours: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes} min"),
            { Minutes: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
        };
    }

    public static string Share(double share) => share.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
}
