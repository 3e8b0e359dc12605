using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Tests.Auth;

namespace ObjectStore.Benchmarks.S3;

/// <summary>Time and memory of verifying one request, beside the two hashes that it cannot do without.</summary>
internal static class SignatureBenchmark
{
    private const int Count = 200_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static void Run()
    {
        var verifier = new SigV4Verifier(new Credentials(), new SigV4Options(), new FixedTime(Now));
        var signer = new Signer { Now = Now };
        var get = Request("GET", "/bucket/objects/0123456789abcdef");
        signer.Sign(get, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        var list = Request("GET", "/bucket?list-type=2&prefix=objects%2F&max-keys=1000&encoding-type=url");
        signer.Sign(list);
        var presigned = Request("GET", "/bucket/objects/0123456789abcdef");
        signer.Presign(presigned, 3600);
        var text = new byte[300];
        var hash = new byte[32];
        for (var round = 0; round < 2; round++)
        {
            var isLast = round == 1;
            Measure("SHA-256 of 300 B and HMAC of 140 B alone", isLast, () =>
            {
                SHA256.HashData(text, hash);
                HMACSHA256.HashData(hash, text.AsSpan(0, 140), hash);
            });
            Measure("GET, header", isLast, () => verifier.Verify(get));
            Measure("list with query, header", isLast, () => verifier.Verify(list));
            Measure("GET, presigned", isLast, () => verifier.Verify(presigned));
        }
    }

    private static HttpRequest Request(string method, string target) => TestRequest.Create(method, target, ("Host", "127.0.0.1:9000"));

    private static void Measure(string name, bool isLast, Action action)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        for (var index = 0; index < Count; index++) action();
        var nanoseconds = Stopwatch.GetElapsedTime(started).TotalNanoseconds / Count;
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Count;
        if (isLast) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-42} {nanoseconds,8:F0} ns {allocated,6} B"));
    }
}
