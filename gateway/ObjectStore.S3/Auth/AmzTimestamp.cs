using System.Globalization;

namespace ObjectStore.S3.Auth;

/// <summary>Times as AWS signs them: <c>yyyyMMddTHHmmssZ</c>, UTC.</summary>
internal static class AmzTimestamp
{
    /// <summary>Characters of the form.</summary>
    public const int Length = 16;

    /// <summary>Characters of the date at its beginning.</summary>
    public const int DateLength = 8;

    private const string Form = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>UTC as in RFC 9110 and as in mail (RFC 5322), which the AWS SDK for Python signs when it is given a <c>Date</c>.</summary>
    private static readonly string[] DateHeaderForms = ["dd MMM yyyy HH:mm:ss 'GMT'", "dd MMM yyyy HH:mm:ss '-0000'", "dd MMM yyyy HH:mm:ss '+0000'"];

    private static readonly string[] Weekdays = ["Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, "];

    /// <summary>False when <paramref name="text"/> is not of exactly this form or not a time that exists.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length != Length || text[8] != 'T' || text[15] != 'Z') return false;
        var valid = TryDigits(text[..4], out var year);
        valid &= TryDigits(text[4..6], out var month);
        valid &= TryDigits(text[6..8], out var day);
        valid &= TryDigits(text[9..11], out var hour);
        valid &= TryDigits(text[11..13], out var minute);
        valid &= TryDigits(text[13..15], out var second);
        if (!valid || !IsDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return false;
        time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    /// <summary>The form of a <c>Date</c> header (RFC 9110, RFC 5322 in UTC, or already this form); false when it is neither, or before 1970.</summary>
    public static bool TryConvertDateHeader(string header, out string timestamp, out DateTimeOffset time)
    {
        timestamp = header;
        if (TryParse(header, out time)) return true;

        // Which day of the week it is says nothing new, and a wrong one is no reason not to tell that the clock is off.
        if (!Array.Exists(Weekdays, day => header.StartsWith(day, StringComparison.OrdinalIgnoreCase))) return false;
        if (!DateTimeOffset.TryParseExact(header[Weekdays[0].Length..], DateHeaderForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)) return false;
        timestamp = time.ToString(Form, CultureInfo.InvariantCulture);
        return time >= DateTimeOffset.UnixEpoch;
    }

    /// <summary>Whether <paramref name="text"/> is a date of the form <c>yyyyMMdd</c>.</summary>
    public static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length == DateLength
        && TryDigits(text[..4], out var year) && TryDigits(text[4..6], out var month) && TryDigits(text[6..8], out var day)
        && IsDate(year, month, day);

    private static bool IsDate(int year, int month, int day) =>
        year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
