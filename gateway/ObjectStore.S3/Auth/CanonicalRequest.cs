using Microsoft.AspNetCore.Http;

namespace ObjectStore.S3.Auth;

/// <summary>Writes the canonical request: method, path, query, signed headers, their names and the hash of the body.</summary>
/// <remarks>
/// As S3 does it: the path is escaped once, and neither dots nor double slashes are touched. A signed header that a presigned URL has in its query, too, as the
/// SDK for JavaScript makes them, need not be sent.
/// Source: S3 API reference, "Signature Calculations for the Authorization Header", step 1.
/// </remarks>
internal static class CanonicalRequest
{
    /// <param name="destination">Where it is written, empty before.</param>
    /// <param name="request">Gives method and headers.</param>
    /// <param name="target">Path and query of the request.</param>
    /// <param name="claim">Names the headers and the hash.</param>
    /// <param name="isPathVerbatim">Takes the path as it stood on the wire, for clients that sign their own way of escaping it.</param>
    public static void Write(
        ref CanonicalBuffer destination, HttpRequest request, RequestTarget target, SignatureClaim claim, bool isPathVerbatim)
    {
        destination.Append(request.Method);
        destination.Append((byte)'\n');
        if (isPathVerbatim) destination.Append(target.Path);
        else destination.AppendEscaped(target.Path, isPath: true);
        destination.Append((byte)'\n');
        CanonicalQuery.Append(ref destination, target.Query);
        destination.Append((byte)'\n');
        var query = claim.IsPresigned ? target.Query : default;
        foreach (var range in claim.SignedHeaders.Split(';')) AppendHeader(ref destination, claim.SignedHeaders[range], request.Headers, query);
        destination.Append((byte)'\n');
        destination.Append(claim.SignedHeaders);
        destination.Append((byte)'\n');
        destination.Append(claim.PayloadHash);
    }

    private static void AppendHeader(ref CanonicalBuffer destination, ReadOnlySpan<char> name, IHeaderDictionary headers, ReadOnlySpan<char> query)
    {
        destination.Append(name);
        destination.Append((byte)':');
        if (headers.TryGetValue(SignedHeaderNames.Get(name), out var values))
        {
            for (var index = 0; index < values.Count; index++)
            {
                if (index > 0) destination.Append((byte)',');
                destination.AppendHeaderValue(values[index]);
            }
        }
        else if (PresignedHeaders.MayStandInQuery(name))
        {
            destination.AppendHeaderValue(PresignedHeaders.Find(query, name));
        }

        destination.Append((byte)'\n');
    }
}
