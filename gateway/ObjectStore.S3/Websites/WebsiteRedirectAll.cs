namespace ObjectStore.S3.Websites;

/// <summary>A website that is elsewhere: every request is sent there.</summary>
/// <param name="HostName">The host.</param>
/// <param name="Protocol"><c>http</c> or <c>https</c>, or null for the request's own.</param>
public sealed record WebsiteRedirectAll(string HostName, string? Protocol);
