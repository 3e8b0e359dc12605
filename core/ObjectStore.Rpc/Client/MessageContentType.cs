using System.IO.Pipelines;
using System.Net.Http.Headers;
using ObjectStore.Rpc.Framing;

namespace ObjectStore.Rpc.Client;

/// <summary>What the contents of all calls have in common.</summary>
internal static class MessageContentType
{
    /// <summary>Content type of every call. Shared: nobody changes it.</summary>
    public static readonly MediaTypeHeaderValue Value = new(GrpcNames.ContentType);

    /// <summary>The stream belongs to the HTTP request.</summary>
    public static readonly StreamPipeWriterOptions WriterOptions = new(leaveOpen: true, minimumBufferSize: 4096);
}
