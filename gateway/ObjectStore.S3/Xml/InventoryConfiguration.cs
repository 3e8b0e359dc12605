namespace ObjectStore.S3.Xml;

/// <summary>One inventory of a bucket (Amazon S3 API reference, "InventoryConfiguration").</summary>
public sealed record InventoryConfiguration
{
    /// <summary>Its name in the bucket.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is made.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>ARN of the bucket that gets it.</summary>
    public required string DestinationArn { get; init; }

    /// <summary>Owner of that bucket, as the client says, or null.</summary>
    public string? DestinationAccount { get; init; }

    /// <summary>What keys of it begin with, or null.</summary>
    public string? DestinationPrefix { get; init; }

    /// <summary>Format: <c>CSV</c>, <c>ORC</c> or <c>Parquet</c>.</summary>
    public required string Format { get; init; }

    /// <summary>How its objects are encrypted; null for as the bucket says.</summary>
    public BucketEncryptionRequest? Encryption { get; init; }

    /// <summary>Whether it lists all versions, and not only current objects.</summary>
    public required bool HasAllVersions { get; init; }

    /// <summary>Whether it is made each week, and not each day.</summary>
    public required bool IsWeekly { get; init; }

    /// <summary>Only keys that begin so, or null.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>Further columns, in the order in which they were sent.</summary>
    public IReadOnlyList<string> OptionalFields { get; init; } = [];
}
