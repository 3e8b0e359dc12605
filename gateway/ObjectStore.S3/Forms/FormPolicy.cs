using System.Globalization;
using System.Text.Json;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Forms;

/// <summary>The policy document of a form that uploads an object: until when it is good, and what its fields have to be. Immutable.</summary>
/// <remarks>Source: Amazon S3 API reference, "POST policy".</remarks>
public sealed class FormPolicy
{
    /// <summary>Most bytes of a document: more than the fields before the file may have together, encoded.</summary>
    public const int BytesMax = 20 << 10;

    private const int DepthMax = 4;

    /// <summary>Fields that no condition has to be about.</summary>
    private static readonly string[] Free = ["file", "policy", "signature", "awsaccesskeyid", "x-amz-signature", "x-amz-security-token"];

    private static readonly string[] FreePrefixes = ["x-ignore-", "x-amz-checksum-"];

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    private readonly List<FormCondition> _conditions = [];

    private FormPolicy()
    {
    }

    /// <summary>Fewest bytes of the file.</summary>
    public long BytesMin { get; private set; }

    /// <summary>Most bytes of the file.</summary>
    public long FileBytesMax { get; private set; } = long.MaxValue;

    /// <summary>Until when it is good.</summary>
    public DateTimeOffset Expiration { get; private set; }

    /// <summary>Reads a document; gives the error of one that is none.</summary>
    public static S3Error? TryParse(ReadOnlyMemory<byte> json, out FormPolicy policy)
    {
        policy = new FormPolicy();
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return policy.TryRead(document.RootElement) ? null : Invalid("Invalid Policy: Invalid JSON.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A text with half a surrogate pair is found only when it is read, and is told as an invalid operation.
            return Invalid("Invalid Policy: Invalid JSON.");
        }
    }

    /// <summary>The error of fields that are not as the policy says, or that it does not mention.</summary>
    /// <param name="fields">By names in lower case; <c>bucket</c> among them.</param>
    /// <param name="now">The time.</param>
    public S3Error? Check(IReadOnlyDictionary<string, string> fields, DateTimeOffset now)
    {
        if (now >= Expiration) return new S3Error(S3ErrorCode.AccessDenied, "Invalid according to Policy: Policy expired.");
        foreach (var condition in _conditions)
        {
            if (!condition.Holds(fields.GetValueOrDefault(condition.Field, "")))
                return new S3Error(S3ErrorCode.AccessDenied, $"Invalid according to Policy: Policy Condition failed: [\"{(condition.IsPrefix ? "starts-with" : "eq")}\", \"${condition.Field}\", \"{condition.Value}\"]");
        }

        foreach (var name in fields.Keys)
        {
            if (!Free.Contains(name) && !Array.Exists(FreePrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !_conditions.Exists(condition => condition.Field == name))
                return new S3Error(S3ErrorCode.AccessDenied, $"Invalid according to Policy: Extra input fields: {name}");
        }

        return null;
    }

    private static S3Error Invalid(string message) => new(S3ErrorCode.InvalidPolicyDocument, message);

    private bool TryRead(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return false;
        if (!root.TryGetProperty("expiration", out var expiration) || expiration.ValueKind != JsonValueKind.String) return false;
        var isTime = DateTimeOffset.TryParseExact(expiration.GetString(), TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        if (!isTime || !root.TryGetProperty("conditions", out var conditions) || conditions.ValueKind != JsonValueKind.Array) return false;
        Expiration = time;
        foreach (var condition in conditions.EnumerateArray())
        {
            if (condition.ValueKind == JsonValueKind.Object ? !TryReadPairs(condition) : !TryReadOperator(condition)) return false;
        }

        return true;
    }

    private bool TryReadPairs(JsonElement condition)
    {
        var count = 0;
        foreach (var pair in condition.EnumerateObject())
        {
            if (pair.Value.ValueKind != JsonValueKind.String) return false;
            _conditions.Add(new FormCondition(pair.Name.ToLowerInvariant(), pair.Value.GetString()!, IsPrefix: false));
            count++;
        }

        return count > 0;
    }

    private bool TryReadOperator(JsonElement condition)
    {
        if (condition.ValueKind != JsonValueKind.Array || condition.GetArrayLength() != 3 || condition[0].ValueKind != JsonValueKind.String) return false;
        var name = condition[0].GetString()!.ToLowerInvariant();
        if (name == "content-length-range") return TryReadRange(condition[1], condition[2]);
        if (name is not ("eq" or "starts-with") || condition[1].ValueKind != JsonValueKind.String || condition[2].ValueKind != JsonValueKind.String) return false;
        if (condition[1].GetString() is not ['$', _, ..] field) return false;
        _conditions.Add(new FormCondition(field[1..].ToLowerInvariant(), condition[2].GetString()!, IsPrefix: name == "starts-with"));
        return true;
    }

    private bool TryReadRange(JsonElement least, JsonElement most)
    {
        if (!TryReadNumber(least, out var min) || !TryReadNumber(most, out var max) || min > max) return false;
        (BytesMin, FileBytesMax) = (min, max);
        return true;
    }

    /// <summary>Numbers may stand in quotes.</summary>
    private static bool TryReadNumber(JsonElement element, out long number)
    {
        number = 0;
        var isRead = element.ValueKind == JsonValueKind.String
            ? long.TryParse(element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            : element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out number);
        return isRead && number >= 0;
    }
}
