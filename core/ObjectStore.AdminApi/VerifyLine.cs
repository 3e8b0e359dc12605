using System.Text.Json.Serialization;

namespace ObjectStore.AdminApi;

/// <summary>A line of the answer of the verification: exactly one of the members is there. The last line is a summary, or an error.</summary>
public sealed record VerifyLine
{
    /// <summary>How far it has come.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerifyProgress? Progress { get; init; }

    /// <summary>Something that is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerifyFinding? Finding { get; init; }

    /// <summary>The end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerifySummary? Summary { get; init; }

    /// <summary>Why it could not go on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorBody? Error { get; init; }

    /// <summary>Whether nothing follows.</summary>
    [JsonIgnore]
    public bool IsLast => Summary is not null || Error is not null;
}
