using System.Globalization;

namespace ObjectStore.Rpc.Framing;

/// <summary>The value of <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int DigitsMax = 8;
    private const long ValueMax = 99_999_999;

    /// <summary>The value for a timeout, rounded up; a negative one is written as the smallest.</summary>
    public static string Format(TimeSpan timeout)
    {
        var microseconds = Math.Max(1, (long)Math.Ceiling(timeout.TotalMicroseconds));
        if (microseconds <= ValueMax) return string.Create(CultureInfo.InvariantCulture, $"{microseconds}u");
        var milliseconds = (microseconds + 999) / 1000;
        if (milliseconds <= ValueMax) return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}m");
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Min((milliseconds + 999) / 1000, ValueMax)}S");
    }

    /// <summary>False when the text is not a timeout.</summary>
    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > DigitsMax + 1) return false;
        if (!long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
        var ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 0,
            _ => -1,
        };
        if (ticks < 0) return false;
        timeout = ticks == 0 ? TimeSpan.FromTicks((value + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick) : TimeSpan.FromTicks(value * ticks);
        return true;
    }
}
