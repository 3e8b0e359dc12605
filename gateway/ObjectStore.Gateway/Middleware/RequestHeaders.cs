using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Middleware;

/// <summary>What is checked of the headers of every request, in one pass.</summary>
internal static class RequestHeaders
{
    /// <summary>Characters around a name and value on the wire.</summary>
    private const int Overhead = 4;

    /// <summary>Gives the error of headers that are too large; notes whether the request copies.</summary>
    public static S3Error? Check(IHeaderDictionary headers, int bytesMax, out bool hasCopySource)
    {
        hasCopySource = false;
        var bytes = 0;
        foreach (var header in headers)
        {
            bytes += header.Key.Length + Overhead;
            for (var i = 0; i < header.Value.Count; i++) bytes += header.Value[i]?.Length ?? 0;
            hasCopySource |= header.Key.Equals(AmzHeaders.CopySource, StringComparison.OrdinalIgnoreCase);
        }

        return bytes <= bytesMax ? null : BadRequests.HeadersTooLarge(bytesMax);
    }
}
