using System.Text.Json;

namespace ObjectStore.Policies;

/// <summary>Reads policy documents. Strict: what a policy may not hold is refused with a reason, never ignored.</summary>
/// <remarks>Source: IAM user guide, "Grammar of the IAM JSON policy language". Bounded by the size of the document and its depth.</remarks>
public static class PolicyParser
{
    /// <summary>Most bytes of a bucket policy (Amazon S3 user guide, "Bucket policies").</summary>
    public const int BucketPolicyBytesMax = 20 << 10;

    /// <summary>Why a policy is refused whose conditions can never hold, in the words of Amazon S3.</summary>
    public const string IdleConditionReason = "Conditions do not apply to combination of actions and resources in statement";

    /// <summary>A policy is an object of an array of objects of objects of objects of arrays; one more, so that the reason can be told.</summary>
    private const int DepthMax = 8;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    /// <summary>Reads a document.</summary>
    /// <param name="json">UTF-8, of a size that the caller has bounded.</param>
    /// <param name="kind">What it is attached to.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="reason">Why it is none, as a sentence for the author.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, PolicyKind kind, out PolicyDocument policy, out string reason)
    {
        policy = new PolicyDocument([]);
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return TryRead(document.RootElement, kind, out policy, out reason);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A text with half a surrogate pair is found only when it is read, and is told as an invalid operation.
            reason = "This policy contains invalid Json";
            return false;
        }
    }

    private static bool TryRead(JsonElement root, PolicyKind kind, out PolicyDocument policy, out string reason)
    {
        policy = new PolicyDocument([]);
        reason = "Policies must be valid JSON and the first byte must be '{'";
        if (root.ValueKind != JsonValueKind.Object) return false;
        JsonElement? statements = null;
        foreach (var property in root.EnumerateObject())
        {
            switch (property.Name)
            {
                case "Version":
                    reason = "The policy must contain a valid version string";
                    if (property.Value.ValueKind != JsonValueKind.String || property.Value.GetString() is not ("2012-10-17" or "2008-10-17")) return false;
                    break;
                case "Id":
                    reason = "The policy ID must be a string";
                    if (property.Value.ValueKind != JsonValueKind.String) return false;
                    break;
                case "Statement":
                    statements = property.Value;
                    break;
                default:
                    reason = $"Unknown field {property.Name}";
                    return false;
            }
        }

        reason = "Missing required field Statement";
        return statements is { } present && TryReadStatements(present, kind, out policy, out reason);
    }

    private static bool TryReadStatements(JsonElement value, PolicyKind kind, out PolicyDocument policy, out string reason)
    {
        policy = new PolicyDocument([]);
        var statements = new List<PolicyStatement>();
        reason = "Statement must be an object or a list of objects";
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return false;
        foreach (var element in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value])
        {
            if (!StatementParser.TryParse(element, kind, out var statement, out reason)) return false;
            statements.Add(statement);
        }

        reason = statements.Count > 0 ? "" : "Could not parse the policy: Statement is empty!";
        policy = new PolicyDocument(statements);
        return statements.Count > 0;
    }
}
