using System.Text;
using ObjectStore.ProcessTesting;

namespace ObjectStore.LoadTest.Index;

/// <summary>Lists a bucket as clients do: page after page, each from the token of the one before.</summary>
internal sealed class PagedLister(Uri endpoint, RequestSigner signer, string bucket) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Lists all and gives the number of keys.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        string? token = null;
        do
        {
            var page = await ReadPageAsync(token, cancellationToken);
            count += page.AsSpan().Count("<Contents>"u8);
            token = TokenOf(page);
        }
        while (token is not null);
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string? TokenOf(ReadOnlySpan<byte> page)
    {
        var element = "<NextContinuationToken>"u8;
        var start = page.IndexOf(element);
        if (start < 0)
            return null;
        var text = page[(start + element.Length)..];
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)'<')]);
    }

    private async Task<byte[]> ReadPageAsync(string? token, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> query = [new("list-type", "2")];
        if (token is not null)
            query.Add(new("continuation-token", token));
        var toSign = new RequestToSign { Method = "GET", Host = endpoint.Authority, Path = $"/{bucket}", Query = query };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint, $"/{bucket}?{RequestSigner.EncodeQuery(query)}"));
        foreach (var (name, value) in signer.Sign(toSign, TimeProvider.System.GetUtcNow()))
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
