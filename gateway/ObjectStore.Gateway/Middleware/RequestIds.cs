using Microsoft.AspNetCore.Http;
using ObjectStore.Core;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Middleware;

/// <summary>Makes the ids of requests: 16 hexadecimal digits, unique in the process and, all but certainly, beyond it. Thread-safe.</summary>
internal sealed class RequestIds
{
    private const string ServerName = "ObjectStore";
    private const ulong GoldenGamma = 0x9E37_79B9_7F4A_7C15;

    private ulong _state = Chance.NextBits();

    /// <summary>Names this process in <c>x-amz-id-2</c>.</summary>
    public string ProcessId { get; } = NewProcessId();

    /// <summary>Sets the headers that every answer has; gives the id of its request.</summary>
    public string Stamp(IHeaderDictionary headers)
    {
        var requestId = Next();
        headers[AmzHeaders.RequestId] = requestId;
        headers[AmzHeaders.ExtendedRequestId] = ProcessId;
        headers.Server = ServerName;
        return requestId;
    }

    private static string NewProcessId()
    {
        Span<byte> bytes = stackalloc byte[24];
        Chance.Fill(bytes);
        return Convert.ToBase64String(bytes);
    }

    private string Next()
    {
        // SplitMix64 (Steele, Lea, Flood 2014): a bijection of the counter, so that ids do not repeat, that hides how many there were.
        var z = Interlocked.Add(ref _state, GoldenGamma);
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        z ^= z >> 31;
        return string.Create(16, z, static (text, value) => value.TryFormat(text, out _, "X16", System.Globalization.CultureInfo.InvariantCulture));
    }
}
