using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Body;
using ObjectStore.S3.Tests.Auth;

namespace ObjectStore.S3.Tests.Body;

/// <summary>A signed upload: what a client would send, for tests to cut and damage.</summary>
internal sealed class Upload
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly SigV4Verifier Verifier = new(new Credentials(), new SigV4Options(), new FixedTime(Now));

    private Upload(HttpRequest request, byte[] wire)
    {
        Request = request;
        Wire = wire;
    }

    public HttpRequest Request { get; }

    /// <summary>The body as it goes over the wire.</summary>
    public byte[] Wire { get; }

    public static Upload Plain(byte[] data, string payloadHash, params (string Name, string Value)[] headers)
    {
        var request = TestRequest.Create("PUT", "/b/k", [("Host", "localhost"), .. headers]);
        new Signer { Now = Now }.Sign(request, payloadHash);
        request.ContentLength = data.Length;
        return new Upload(request, data);
    }

    public static Upload Chunked(byte[] data, int chunkBytes, string payloadHash, string? trailerName = null, string? trailerValue = null)
    {
        var isSigned = !payloadHash.Contains("UNSIGNED", StringComparison.Ordinal);
        var signer = new Signer { Now = Now };
        var request = TestRequest.Create(
            "PUT", "/b/k", ("Host", "localhost"), ("x-amz-decoded-content-length", data.Length.ToString(CultureInfo.InvariantCulture)));
        if (trailerName is not null) request.Headers["x-amz-trailer"] = trailerName;
        var previous = signer.Sign(request, payloadHash);
        var wire = new MemoryStream();
        for (var start = 0; start <= data.Length; start += chunkBytes)
        {
            AppendChunk(data.AsSpan(start, Math.Min(chunkBytes, data.Length - start)));
            if (start < data.Length && start + chunkBytes > data.Length) AppendChunk([]);
        }

        if (trailerName is not null) Append($"{trailerName}:{trailerValue}\r\n");
        if (payloadHash.StartsWith("STREAMING-AWS4", StringComparison.Ordinal) && payloadHash.EndsWith("TRAILER", StringComparison.Ordinal))
            Append($"x-amz-trailer-signature:{signer.TrailerSignature(previous, trailerName is null ? "" : $"{trailerName}:{trailerValue}\n")}\r\n");
        Append("\r\n");
        request.ContentLength = wire.Length;
        return new Upload(request, wire.ToArray());

        void AppendChunk(ReadOnlySpan<byte> chunk)
        {
            previous = isSigned ? signer.ChunkSignature(previous, chunk) : previous;
            Append(isSigned ? $"{chunk.Length:x};chunk-signature={previous}\r\n" : $"{chunk.Length:x}\r\n");
            wire.Write(chunk);
            if (chunk.Length > 0) Append("\r\n");
        }

        void Append(string text) => wire.Write(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>The body of the request, arriving as <paramref name="reader"/> has it.</summary>
    public RequestBody Open(PipeReader reader, BodyRequirements? requirements = null)
    {
        Request.HttpContext.Features.Set<IRequestBodyPipeFeature>(new Pipe(reader));
        return RequestBody.Create(Request, Verifier.Verify(Request), requirements ?? BodyRequirements.ForObject);
    }

    /// <summary>Reads the body into pieces of the given size.</summary>
    public async Task<(byte[] Data, BodyDigests Digests)> ReceiveAsync(
        PipeReader? reader = null, int pieceBytes = 1 << 20, BodyRequirements? requirements = null)
    {
        await using var body = Open(reader ?? new CutPipeReader(Wire, []), requirements);
        var data = new MemoryStream();
        var piece = new byte[pieceBytes];
        int count;
        while ((count = await body.ReadAsync(piece, CancellationToken.None)) > 0)
        {
            await body.HashedAsync();
            await data.WriteAsync(piece.AsMemory(0, count));
        }

        return (data.ToArray(), body.Digests);
    }

    private sealed class Pipe(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
