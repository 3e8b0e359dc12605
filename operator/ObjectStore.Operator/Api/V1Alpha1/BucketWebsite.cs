namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>How the bucket is shown as a website: either all of it is elsewhere, or it has an index document.</summary>
public sealed record BucketWebsite
{
    /// <summary>What is put to a key that is empty or ends with a slash, such as index.html.</summary>
    public string? IndexDocument { get; init; }

    /// <summary>Key of what is shown with errors.</summary>
    public string? ErrorDocument { get; init; }

    /// <summary>Where every request is sent. Not together with anything else.</summary>
    public BucketRedirectAll? RedirectAllRequestsTo { get; init; }

    /// <summary>Rules that send requests elsewhere, the first that matches counts.</summary>
    public IReadOnlyList<BucketRoutingRule>? RoutingRules { get; init; }
}
