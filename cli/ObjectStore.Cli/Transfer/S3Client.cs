using System.Net;
using System.Xml;
using System.Xml.Linq;
using ObjectStore.Cli.Connection;

namespace ObjectStore.Cli.Transfer;

/// <summary>The five requests of S3 that an export needs, path-style, for one object.</summary>
internal sealed class S3Client(Uri endpoint, S3Location location, RequestSigner signer) : IDisposable
{
    private readonly SignedClient _client = new(endpoint, signer, (response, text) => $"s3://{location.Bucket}/{location.Key}: {ErrorOf(response, text)}");

    /// <summary>Opens the object; the caller disposes the answer.</summary>
    public Task<HttpResponseMessage> GetAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, null, [], cancellationToken);

    /// <summary>Stores the object whole.</summary>
    public async Task PutAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, body, [], cancellationToken);
    }

    /// <summary>Begins an upload; gives its id.</summary>
    public async Task<string> BeginUploadAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, default(ReadOnlyMemory<byte>), [("uploads", "")], cancellationToken);
        return Element(await response.Content.ReadAsStringAsync(cancellationToken), "UploadId") ?? throw new CliException(ExitCode.Failed, "S3 gave no upload id.");
    }

    /// <summary>Stores a part; gives its entity tag.</summary>
    public async Task<string> PutPartAsync(string uploadId, int number, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, body, [("partNumber", $"{number}"), ("uploadId", uploadId)], cancellationToken);
        return response.Headers.ETag?.Tag ?? throw new CliException(ExitCode.Failed, "S3 gave no entity tag for a part.");
    }

    /// <summary>Makes the parts the object.</summary>
    public async Task CompleteUploadAsync(string uploadId, IReadOnlyList<string> eTags, CancellationToken cancellationToken)
    {
        var parts = eTags.Select(static (tag, i) => new XElement("Part", new XElement("PartNumber", i + 1), new XElement("ETag", tag)));
        var body = System.Text.Encoding.UTF8.GetBytes(new XElement("CompleteMultipartUpload", parts).ToString(SaveOptions.DisableFormatting));
        using var response = await SendAsync(HttpMethod.Post, body, [("uploadId", uploadId)], cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);

        // S3 may answer 200 and then say in the body that it failed.
        if (Element(text, "ETag") is null) throw new CliException(ExitCode.Failed, $"S3 did not complete the upload: {Element(text, "Message") ?? "no reason was given"}");
    }

    /// <summary>Gives an upload up.</summary>
    public async Task AbortUploadAsync(string uploadId, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, null, [("uploadId", uploadId)], cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, ReadOnlyMemory<byte>? body, (string Name, string Value)[] query, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, _client.UriOf($"/{location.Bucket}/{location.Key}", query));
        if (body is { } bytes) request.Content = new ReadOnlyMemoryContent(bytes);
        return await _client.SendAsync(request, RequestSigner.HashOf(body is { } signed ? signed.Span : []), cancellationToken);
    }

    private static string ErrorOf(HttpResponseMessage response, string? text)
    {
        if (text is not null && Element(text, "Message") is { } message) return $"{message} ({Element(text, "Code")})";
        return response.StatusCode == HttpStatusCode.NotFound ? "not found" : $"{(int)response.StatusCode} {response.ReasonPhrase}";
    }

    private static string? Element(string text, string name)
    {
        try
        {
            return XDocument.Parse(text).Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
