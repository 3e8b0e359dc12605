using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Tests.Auth;

/// <summary>Requests with the signatures that AWS publishes (S3 API reference, "Authenticating Requests").</summary>
public sealed class PublishedExamplesTests
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Host = "examplebucket.s3.amazonaws.com";
    private static readonly DateTimeOffset Now = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    private readonly SigV4Verifier _verifier = new(new Credentials(), new SigV4Options(), new FixedTime(Now));

    public static TheoryData<string, string, string, string, (string Name, string Value)[]> Examples => new()
    {
        {
            "GET", "/test.txt", "host;range;x-amz-content-sha256;x-amz-date",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            [("Range", "bytes=0-9"), ("x-amz-content-sha256", EmptyHash), ("x-amz-date", "20130524T000000Z")]
        },
        {
            "PUT", "/test%24file.text", "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            [
                ("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-date", "20130524T000000Z"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                ("x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"),
            ]
        },
        {
            "GET", "/?lifecycle", "host;x-amz-content-sha256;x-amz-date",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            [("x-amz-content-sha256", EmptyHash), ("x-amz-date", "20130524T000000Z")]
        },
        {
            "GET", "/?max-keys=2&prefix=J", "host;x-amz-content-sha256;x-amz-date",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            [("x-amz-content-sha256", EmptyHash), ("x-amz-date", "20130524T000000Z")]
        },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Verify_PublishedHeaderExample_IsAccepted(
        string method, string target, string signedHeaders, string signature, (string Name, string Value)[] headers)
    {
        var request = TestRequest.Create(method, target, [("Host", Host), .. headers]);
        request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders={signedHeaders},Signature={signature}";

        var first = _verifier.Verify(request);
        var again = _verifier.Verify(request);

        Assert.Equal(Credentials.AccessKey, first.Identity.AccessKey);
        Assert.Same(first.SigningKey, again.SigningKey);
        Assert.Equal(PayloadSigning.Hash, first.PayloadSigning);
    }

    [Fact]
    public void Verify_PublishedPresignedExample_IsAcceptedForADay()
    {
        const string Target =
            "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        var request = TestRequest.Create("GET", Target, ("Host", Host));
        SigV4Verifier At(TimeSpan later) => new(new Credentials(), new SigV4Options(), new FixedTime(Now + later));

        var verified = At(TimeSpan.FromSeconds(86400)).Verify(request);
        var expired = Assert.Throws<S3Exception>(() => At(TimeSpan.FromSeconds(86401)).Verify(request));

        Assert.True(verified.IsPresigned);
        Assert.Equal(PayloadSigning.None, verified.PayloadSigning);
        Assert.Equal((S3ErrorCode.AccessDenied, "Request has expired."), (expired.Error.Code, expired.Error.Message));
        Assert.Contains(KeyValuePair.Create("Expires", "2013-05-25T00:00:00Z"), expired.Error.Fields);
    }
}
