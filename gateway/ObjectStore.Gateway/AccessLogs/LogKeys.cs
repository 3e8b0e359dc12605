using System.Globalization;
using ObjectStore.Core;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>Keys of objects with records (Amazon S3 user guide, "Logging requests with server access logging", log object key format).</summary>
internal static class LogKeys
{
    /// <summary>A key that no other object has.</summary>
    public static string Make(LogTarget target, DateTimeOffset now)
    {
        var (source, rules) = (target.Source, target.Rules);
        var time = target.Day is { } day ? day.ToDateTime(TimeOnly.MinValue) : now.UtcDateTime;
        var folder = rules.KeyFormat == LogKeyFormat.Simple ? "" : string.Create(CultureInfo.InvariantCulture, $"{source.OwnerId}/{source.Region}/{source.Name}/{time:yyyy}/{time:MM}/{time:dd}/");
        return string.Create(CultureInfo.InvariantCulture, $"{rules.TargetPrefix}{folder}{time:yyyy-MM-dd-HH-mm-ss}-{Chance.NextBits():X16}");
    }
}
