using System.Globalization;

namespace ObjectStore.S3.Http;

/// <summary>Dates in headers.</summary>
public static class HttpDate
{
    /// <summary>The preferred form of RFC 9110 §5.6.7.</summary>
    public static string Format(DateTimeOffset time) => time.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Parses the forms of RFC 9110, and ISO 8601 as S3 also takes it; false on anything else.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null) return false;
        return Microsoft.Net.Http.Headers.HeaderUtilities.TryParseDate(text, out time)
            || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
