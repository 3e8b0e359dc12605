using System.Text;
using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Tests.Oidc;

/// <summary>Gives the key set that a test sets, and counts.</summary>
internal sealed class FakeFetch : IIssuerFetch
{
    /// <summary>A key set; null for an issuer that does not answer.</summary>
    public string? Keys { get; set; }

    public int Count { get; private set; }

    public List<string> Issuers { get; } = [];

    public ValueTask<IReadOnlyList<IssuerKey>?> FetchAsync(string issuer, CancellationToken cancellationToken)
    {
        Count++;
        Issuers.Add(issuer);
        if (Keys is null) return ValueTask.FromResult<IReadOnlyList<IssuerKey>?>(null);
        Assert.True(IssuerDocuments.TryReadKeys(Encoding.UTF8.GetBytes(Keys), out var keys));
        return ValueTask.FromResult<IReadOnlyList<IssuerKey>?>(keys);
    }
}
