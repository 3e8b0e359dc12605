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

    private const string NoJson = "Invalid JSON.";
    private const string LengthRange = "content-length-range";

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
            return policy.Read(document.RootElement) is { } reason ? Invalid(reason) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A text with half a surrogate pair is found only when it is read, and is told as an invalid operation.
            return Invalid(NoJson);
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

    private static S3Error Invalid(string reason) => new(S3ErrorCode.InvalidPolicyDocument, $"Invalid Policy: {reason}");

    /// <summary>Gives what is wrong, or null. What is not known may be meant to forbid something, so that it is not passed over.</summary>
    private string? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return NoJson;
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name is not ("expiration" or "conditions")) return $"Unexpected: \"{property.Name}\"";
        }

        if (!root.TryGetProperty("expiration", out var expiration)) return "Policy missing expiration.";
        if (expiration.ValueKind != JsonValueKind.String) return NoJson;
        if (!DateTimeOffset.TryParseExact(expiration.GetString(), TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return $"Invalid 'expiration' value: '{expiration.GetString()}'";
        Expiration = time;
        return root.TryGetProperty("conditions", out var conditions) ? ReadConditions(conditions) : "Policy missing conditions.";
    }

    private string? ReadConditions(JsonElement conditions)
    {
        if (conditions.ValueKind != JsonValueKind.Array) return "Invalid 'conditions' value: must be a List.";
        foreach (var condition in conditions.EnumerateArray())
        {
            var reason = condition.ValueKind switch
            {
                JsonValueKind.Object => ReadPair(condition),
                JsonValueKind.Array => ReadOperator(condition),
                _ => "Invalid condition test: must be a List or Object.",
            };
            if (reason is not null) return reason;
        }

        return null;
    }

    private string? ReadPair(JsonElement condition)
    {
        if (condition.GetPropertyCount() != 1) return "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.";
        var pair = condition.EnumerateObject().First();
        if (pair.Value.ValueKind != JsonValueKind.String) return "Invalid Simple-Condition: value must be a string.";
        _conditions.Add(new FormCondition(pair.Name.ToLowerInvariant(), pair.Value.GetString()!, IsPrefix: false));
        return null;
    }

    private string? ReadOperator(JsonElement condition)
    {
        var count = condition.GetArrayLength();
        if (count == 0 || condition[0].ValueKind != JsonValueKind.String) return "Invalid Condition: missing operation identifier.";
        var name = condition[0].GetString()!.ToLowerInvariant();
        if (name is not ("eq" or "starts-with" or LengthRange)) return $"Invalid Condition: unknown operation '{name}'.";
        if (count != 3) return $"Invalid {name}: wrong number of arguments.";
        if (name == LengthRange) return TryReadRange(condition[1], condition[2]) ? null : $"Invalid {name}: it takes two numbers of bytes, the lesser first.";
        if (condition[1].ValueKind != JsonValueKind.String || condition[2].ValueKind != JsonValueKind.String) return NoJson;
        if (condition[1].GetString() is not ['$', _, ..] field) return $"Invalid {name}: the name of its field begins with $.";
        _conditions.Add(new FormCondition(field[1..].ToLowerInvariant(), condition[2].GetString()!, IsPrefix: name == "starts-with"));
        return null;
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
