namespace ObjectStore.S3.Websites;

/// <summary>Where a routing rule sends a request. What is not given stays as it was asked for.</summary>
public sealed record RoutingRedirect
{
    /// <summary>The usual status: moved permanently.</summary>
    public const int DefaultStatus = 301;

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>Another host.</summary>
    public string? HostName { get; init; }

    /// <summary>Stands for the prefix that the condition names; may be empty. Not together with <see cref="ReplaceKeyWith"/>.</summary>
    public string? ReplaceKeyPrefixWith { get; init; }

    /// <summary>Stands for the whole key.</summary>
    public string? ReplaceKeyWith { get; init; }

    /// <summary>301..399, or null for <see cref="DefaultStatus"/>.</summary>
    public int? Status { get; init; }
}
