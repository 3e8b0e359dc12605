using System.Text;

namespace ObjectStore.Clients.Tests;

/// <summary>Writes the head of an authentic request, to be sent by hand.</summary>
internal static class SignedRequest
{
    /// <summary>The header that names the hash of the payload.</summary>
    public const string PayloadHashHeader = "x-amz-content-sha256";

    /// <summary>Request line and headers with the empty line; the payload is not signed unless its hash is among the headers.</summary>
    /// <param name="standalone">Whose endpoint and root identity are used.</param>
    /// <param name="method">Upper-case method.</param>
    /// <param name="target">Path, and a query after a question mark; nothing in it is encoded.</param>
    /// <param name="headers">Headers, signed with the others.</param>
    public static string Head(StandaloneProcess standalone, string method, string target, params (string Name, string Value)[] headers)
    {
        var parts = target.Split('?', 2);
        var query = parts.Length == 1 ? [] : parts[1].Split('&')
            .Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair.Length == 2 ? pair[1] : "")).ToList();
        var request = new RequestToSign
        {
            Method = method,
            Host = standalone.Endpoint.Authority,
            Path = parts[0],
            Query = query,
            Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
            PayloadHash = headers.FirstOrDefault(header => header.Name == PayloadHashHeader).Value ?? RequestSigner.UnsignedPayload,
        };
        var signer = new RequestSigner(standalone.Settings.AccessKey, standalone.Settings.SecretKey);
        var encoded = RequestSigner.EncodePath(parts[0]) + (query.Count == 0 ? "" : "?" + RequestSigner.EncodeQuery(query));
        var head = new StringBuilder().Append(method).Append(' ').Append(encoded).Append(" HTTP/1.1\r\n");
        foreach (var (name, value) in signer.Sign(request, TimeProvider.System.GetUtcNow()))
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        return head.Append("\r\n").ToString();
    }
}
