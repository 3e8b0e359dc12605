using System.Text;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;

namespace ObjectStore.S3.Validation;

/// <summary>The tags of an object or bucket, checked (Amazon S3 user guide, "Categorizing your objects using tags").</summary>
public static class TagSet
{
    /// <summary>Most tags of an object.</summary>
    public const int ObjectTagsMax = 10;

    /// <summary>Most tags of a bucket.</summary>
    public const int BucketTagsMax = 50;

    private const int KeyCharactersMax = 128;
    private const int ValueCharactersMax = 256;
    private const string ReservedPrefix = "aws:";
    private const string OtherCharacters = "_.:/=+-@";

    /// <summary>The error of tags that are too many, too long, not unique, or of other characters than AWS allows; null otherwise.</summary>
    public static S3Error? Check(IReadOnlyList<KeyValuePair<string, string>> tags, int countMax)
    {
        if (tags.Count > countMax) return TooMany(countMax);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            if (key.Length == 0 || LengthOf(key) > KeyCharactersMax || !HasOnlyAllowed(key)) return Invalid("The TagKey you have provided is invalid", key);
            if (LengthOf(value) > ValueCharactersMax || !HasOnlyAllowed(value)) return InvalidValue(key, value);
            if (key.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase)) return Invalid("System tags cannot be added/updated by requester", key);
            if (!keys.Add(key)) return Invalid("Cannot provide multiple Tags with the same key", key);
        }

        return null;
    }

    /// <summary>Parses the header <c>x-amz-tagging</c>, which is written as a query, and checks its tags.</summary>
    public static S3Error? TryParseHeader(string header, out IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        tags = [];
        var parsed = new List<KeyValuePair<string, string>>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var range in header.AsSpan().Split('&'))
        {
            var pair = header.AsSpan()[range];
            if (pair.IsEmpty) continue;
            if (parsed.Count > ObjectTagsMax) break;
            if (!TryReadPair(pair, out var tag) || !keys.Add(tag.Key))
                return InvalidArgumentError.Of("The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.", "x-amz-tagging", header);
            parsed.Add(tag);
        }

        tags = Sort(parsed);
        return Check(parsed, ObjectTagsMax);
    }

    /// <summary>Tags in the order of their keys, in which they are shown.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Sort(IReadOnlyList<KeyValuePair<string, string>> tags) =>
        [.. tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal)];

    private static bool TryReadPair(ReadOnlySpan<char> pair, out KeyValuePair<string, string> tag)
    {
        tag = default;
        var equals = pair.IndexOf('=');
        var rawValue = equals < 0 ? default : pair[(equals + 1)..];
        if (pair.Contains(',') || rawValue.Contains('=')) return false;
        if (!PercentDecoder.TryDecodeQuery(equals < 0 ? pair : pair[..equals], out var key) || key.Length == 0) return false;
        if (!PercentDecoder.TryDecodeQuery(rawValue, out var value)) return false;
        tag = new(key, value);
        return true;
    }

    /// <summary>As AWS says it of a bucket; of an object as Ceph does, whose tests want it.</summary>
    private static S3Error TooMany(int countMax) => countMax == BucketTagsMax
        ? new S3Error(S3ErrorCode.BadRequest, "Bucket tag count cannot be greater than 50")
        : new S3Error(S3ErrorCode.InvalidTag, "Object tags cannot be greater than 10");

    private static int LengthOf(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes()) length++;
        return length;
    }

    private static bool HasOnlyAllowed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var isAllowed = Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune) || Rune.IsWhiteSpace(rune) || (rune.IsAscii && OtherCharacters.Contains((char)rune.Value, StringComparison.Ordinal));
            if (!isAllowed) return false;
        }

        return true;
    }

    private static S3Error InvalidValue(string key, string value) =>
        new(S3ErrorCode.InvalidTag, "The TagValue you have provided is invalid") { Fields = [new("TagKey", key), new("TagValue", value)] };

    private static S3Error Invalid(string message, string key) => new(S3ErrorCode.InvalidTag, message) { Fields = [new("TagKey", key)] };
}
