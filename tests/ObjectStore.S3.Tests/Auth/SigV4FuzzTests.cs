using System.Text;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Tests.Auth;

/// <summary>Damaged requests: every answer is an S3 error, memory stays bounded, and no change of what was signed is accepted.</summary>
public sealed class SigV4FuzzTests
{
    private const int Rounds = 20_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SigV4Verifier _verifier = new(new Credentials(), new SigV4Options(), new FixedTime(Now));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Verify_MutatedRequests_ThrowNothingButS3ErrorsInBoundedMemory(bool isPresigned)
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var request = TestRequest.Create("GET", "/bucket/key%20name?prefix=a%2Fb&max-keys=2", ("Host", "localhost"));
            var signer = new Signer { Now = Now };
            if (isPresigned) signer.Presign(request, 60);
            else signer.Sign(request);
            if (isPresigned || round % 3 == 0) request.SetTarget(Mutate(request.Target(), random));
            else if (round % 3 == 1) request.Headers.Authorization = Mutate(request.Headers.Authorization.ToString(), random);
            else request.Headers["x-amz-date"] = Mutate(request.Headers["x-amz-date"].ToString(), random);
            try
            {
                _verifier.Verify(request);
                accepted++;
            }
            catch (S3Exception)
            {
                // What a client gets; anything else fails the test.
            }
        }

        // A mutation may leave the meaning as it is (letter case of an escape, an empty parameter), so a few pass.
        Assert.InRange(accepted, 0, Rounds / 10);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Rounds, 0, 64 << 10);
    }

    [Fact]
    public void Verify_RandomText_ThrowsNothingButS3Errors()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var request = TestRequest.Create("GET", "/" + RandomText(random), ("Host", "localhost"));
            request.Headers.Authorization = "AWS4-HMAC-SHA256 " + RandomText(random);
            request.Headers["x-amz-date"] = RandomText(random);
            request.Headers["x-amz-content-sha256"] = RandomText(random);

            Assert.Throws<S3Exception>(() => _verifier.Verify(request));
        }
    }

    private static string RandomText(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => (char)random.Next(1, random.Next(3) == 0 ? 0x10000 : 0x80)));

    private static string Mutate(string text, Random random)
    {
        var changed = new StringBuilder(text);
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var index = random.Next(changed.Length);
            switch (random.Next(4))
            {
                case 0: changed[index] = (char)random.Next(1, 0x300); break;
                case 1 when changed.Length > 1: changed.Remove(index, 1); break;
                case 2: changed.Insert(index, "%&=;,/? +"[random.Next(9)]); break;
                default: changed.Insert(index, text[..random.Next(text.Length)]); break;
            }
        }

        return changed.ToString();
    }
}
