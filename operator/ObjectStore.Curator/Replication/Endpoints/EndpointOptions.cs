namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>An S3 endpoint, and who the store is there.</summary>
public class EndpointOptions
{
    /// <summary>Scheme, host and port: <c>http</c> or <c>https</c>, without a path.</summary>
    public string Url { get; init; } = "";

    /// <summary>Region of the signatures.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>File with <c>aws_access_key_id = …</c> and <c>aws_secret_access_key = …</c>, a line each. Read for each request.</summary>
    public string CredentialsFile { get; init; } = "";

    /// <summary>File with the certificates (PEM) that the endpoint's must lead to; empty for the system's.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>What is wrong with it, for people; null when nothing is.</summary>
    public string? Problem() =>
        !Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") ? "its Url is no absolute address of http or https"
        : url.UserInfo.Length > 0 ? "its Url must not hold a user or password; there is CredentialsFile"
        : url.PathAndQuery != "/" ? "its Url must have neither path nor query"
        : CredentialsFile.Length == 0 ? "it needs a CredentialsFile"
        : null;
}
