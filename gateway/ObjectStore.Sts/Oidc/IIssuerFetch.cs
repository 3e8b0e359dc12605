namespace ObjectStore.Sts.Oidc;

/// <summary>Fetches what an issuer publishes.</summary>
internal interface IIssuerFetch
{
    /// <summary>The keys of an issuer; null when it does not answer, or not as an issuer does.</summary>
    /// <param name="issuer">As its tokens name it; its document has to say the same.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<IssuerKey>?> FetchAsync(string issuer, CancellationToken cancellationToken);
}
