using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Tests.Auth;

public sealed class SigV4VerifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Credentials _credentials = new();
    private readonly FixedTime _time = new(Now);
    private readonly Signer _signer = new() { Now = Now };
    private readonly SigV4Verifier _verifier;

    public SigV4VerifierTests() => _verifier = new SigV4Verifier(_credentials, new SigV4Options(), _time);

    [Theory]
    [InlineData("/")]
    [InlineData("/bucket/a//b/../c/./d")]
    [InlineData("/bucket/%F0%9F%98%80%20%2B~%21%27%28%29%2A")]
    [InlineData("/bucket/lower%c3%a9case")]
    [InlineData("/bucket/un(escaped)!'*@:=+,;$&")]
    [InlineData("/bucket?b=2&a=1&a=0&a-=3&c")]
    [InlineData("/bucket?prefix=a%2Fb%20c&&delimiter=/&x=a=b")]
    [InlineData("http://127.0.0.1:9000/bucket/key?uploads")]
    public void Verify_TargetSignedByTheSpecification_IsAccepted(string target)
    {
        var request = Request("PUT", target.StartsWith("http", StringComparison.Ordinal) ? "/bucket/key?uploads" : target);
        _signer.Sign(request);
        request.SetTarget(target);

        Assert.Equal(Credentials.AccessKey, _verifier.Verify(request).Identity.AccessKey);
    }

    [Fact]
    public void Verify_HeadersWithSpacesAndSeveralValues_AreAccepted()
    {
        var request = Request("PUT", "/b/k");
        request.Headers["x-amz-meta-a"] = "  one   two  ";
        request.Headers["x-amz-meta-b"] = new[] { "x", " y " };
        request.Headers["x-amz-meta-c"] = "Zoë 😀";
        request.Headers["x-amz-meta-d"] = string.Empty;
        _signer.Sign(request);

        Assert.NotNull(_verifier.Verify(request));
    }

    [Theory]
    [InlineData("/b/a%2Fb", true)]
    [InlineData("/b/a/b", true)]
    [InlineData("/b/a%252Fb", false)]
    public void Verify_EscapedSlash_MayBeSignedEitherWayButNotAsAnotherKey(string signedTarget, bool isAccepted)
    {
        var request = Request("GET", signedTarget);
        _signer.Sign(request);
        request.SetTarget("/b/a%2Fb");

        if (isAccepted) Assert.NotNull(_verifier.Verify(request));
        else Fails(request, S3ErrorCode.SignatureDoesNotMatch);
    }

    [Fact]
    public void Verify_PlusInQuery_IsASpace()
    {
        var request = Request("GET", "/b?prefix=a%20b%2Bc");
        _signer.Sign(request);
        request.SetTarget("/b?prefix=a+b%2Bc");

        Assert.NotNull(_verifier.Verify(request));
    }

    [Theory]
    [InlineData("Sun, 01 Mar 2026 12:00:00 GMT")]
    [InlineData("Sun, 01 Mar 2026 12:00:00 -0000")]
    [InlineData("Sun, 01 Mar 2026 12:00:00 +0000")]
    [InlineData("20260301T120000Z")]
    public void Verify_DateHeaderInsteadOfAmzDate_IsAccepted(string date)
    {
        var request = Request("GET", "/b/k", ("Date", date));
        new Signer { Now = Now, SendsAmzDate = false }.Sign(request);
        Assert.False(request.Headers.ContainsKey("x-amz-date"));

        Assert.NotNull(_verifier.Verify(request));
    }

    [Fact]
    public void Verify_SecretChanged_OldSignatureIsRefusedAndNewAccepted()
    {
        var request = Request("GET", "/b/k");
        _signer.Sign(request);
        _verifier.Verify(request);

        _credentials.Identities[Credentials.AccessKey] = Credentials.Of(Credentials.AccessKey, "another-secret");

        Fails(request, S3ErrorCode.SignatureDoesNotMatch);
        new Signer { Now = Now, SecretKey = "another-secret" }.Sign(request);
        Assert.NotNull(_verifier.Verify(request));
    }

    [Fact]
    public void Verify_IdentityRemoved_IsUnknownThoughItsKeyIsRemembered()
    {
        var request = Request("GET", "/b/k");
        _signer.Sign(request);
        _verifier.Verify(request);
        _credentials.Identities.Clear();

        Assert.Equal(Credentials.AccessKey, Field(Fails(request, S3ErrorCode.InvalidAccessKeyId), "AWSAccessKeyId"));
    }

    [Theory]
    [InlineData(15 * 60, true)]
    [InlineData((15 * 60) + 1, false)]
    [InlineData(-15 * 60, true)]
    [InlineData((-15 * 60) - 1, false)]
    public void Verify_ClockSkew_IsAllowedUpToFifteenMinutes(int secondsLater, bool isAccepted)
    {
        var request = Request("GET", "/b/k");
        _signer.Sign(request);
        _time.Now = Now.AddSeconds(secondsLater);

        if (isAccepted) Assert.NotNull(_verifier.Verify(request));
        else Assert.Equal("900000", Field(Fails(request, S3ErrorCode.RequestTimeTooSkewed), "MaxAllowedSkewMilliseconds"));
    }

    [Fact]
    public void Verify_WrongRegion_NamesTheRightOne()
    {
        var request = Request("GET", "/b/k");
        new Signer { Now = Now, Region = "eu-west-1" }.Sign(request);

        var failure = Fails(request, S3ErrorCode.AuthorizationHeaderMalformed);

        Assert.Equal("us-east-1", Field(failure, "Region"));
        Assert.Equal("The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-1'", failure.Message);
    }

    [Fact]
    public void Verify_WrongSecret_ShowsWhatWasSigned()
    {
        var request = Request("GET", "/b/k?x=1");
        var signature = new Signer { Now = Now, SecretKey = "wrong" }.Sign(request);

        var failure = Fails(request, S3ErrorCode.SignatureDoesNotMatch);

        Assert.Equal(signature, Field(failure, "SignatureProvided"));
        Assert.StartsWith("GET\n/b/k\nx=1\nhost:localhost\n", Field(failure, "CanonicalRequest"), StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Fields, field => field.Value.Contains(Credentials.SecretKey, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", S3ErrorCode.AccessDenied)]
    [InlineData("AWS HAHAHA", S3ErrorCode.InvalidArgument)]
    [InlineData("AWS AKIAIGR7ZNNBHC5BKSUB:FWeDfwojDSdS2Ztmpfeubhd9isU=", S3ErrorCode.InvalidRequest)]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=a", S3ErrorCode.InvalidRequest)]
    [InlineData("Bearer abc", S3ErrorCode.InvalidArgument)]
    [InlineData("AWS4-HMAC-SHA256", S3ErrorCode.AuthorizationHeaderMalformed)]
    [InlineData("AWS4-HMAC-SHA256 Credential=a,SignedHeaders=host", S3ErrorCode.AuthorizationHeaderMalformed)]
    [InlineData("AWS4-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=0", S3ErrorCode.AuthorizationHeaderMalformed)]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b,SignedHeaders=host,Signature=0", S3ErrorCode.AuthorizationHeaderMalformed)]
    [InlineData("AWS4-HMAC-SHA256 Credential=/20260301/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=0", S3ErrorCode.AuthorizationHeaderMalformed)]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260301/us-east-1/ec2/aws4_request,SignedHeaders=host,Signature=0", S3ErrorCode.AuthorizationHeaderMalformed)]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260301/us-east-1/s3/aws4,SignedHeaders=host,Signature=0", S3ErrorCode.AuthorizationHeaderMalformed)]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/2026031/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=0", S3ErrorCode.AuthorizationHeaderMalformed)]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260228/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=0", S3ErrorCode.AuthorizationHeaderMalformed)]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260301/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=0", S3ErrorCode.InvalidAccessKeyId)]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260301/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=0", S3ErrorCode.AccessDenied)]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260301/us-east-1/s3/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=0", S3ErrorCode.SignatureDoesNotMatch)]
    public void Verify_FlawOfTheHeader_GivesTheCodeOfAws(string authorization, S3ErrorCode code)
    {
        var request = Request("GET", "/b/k", ("x-amz-date", "20260301T120000Z"), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
        request.Headers.Authorization = authorization;

        Fails(request, code);
    }

    [Theory]
    [InlineData("x-amz-date", null, S3ErrorCode.AccessDenied)]
    [InlineData("x-amz-date", "yesterday", S3ErrorCode.AccessDenied)]
    [InlineData("x-amz-date", "20260230T120000Z", S3ErrorCode.AccessDenied)]
    [InlineData("x-amz-content-sha256", null, S3ErrorCode.InvalidRequest)]
    [InlineData("x-amz-content-sha256", "abc", S3ErrorCode.InvalidArgument)]
    [InlineData("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", S3ErrorCode.SignatureDoesNotMatch)]
    [InlineData("x-amz-meta-added", "by somebody", S3ErrorCode.AccessDenied)]
    [InlineData("Host", "elsewhere", S3ErrorCode.SignatureDoesNotMatch)]
    public void Verify_HeaderChangedAfterSigning_IsRefused(string name, string? value, S3ErrorCode code)
    {
        var request = Request("GET", "/b/k");
        _signer.Sign(request);
        request.Headers[name] = value;

        var failure = Fails(request, code);

        if (name == "x-amz-meta-added") Assert.Equal("x-amz-meta-added", Field(failure, "HeadersNotSigned"));
    }

    [Fact]
    public void Verify_HostNotSigned_IsRefused()
    {
        var request = TestRequest.Create("GET", "/b/k");
        _signer.Sign(request);
        request.Headers.Host = "localhost";

        Assert.Equal("host", Field(Fails(request, S3ErrorCode.AccessDenied), "HeadersNotSigned"));
    }

    [Theory]
    [InlineData("604800", null)]
    [InlineData("0", null)]
    [InlineData("604801", S3ErrorCode.AuthorizationQueryParametersError)]
    [InlineData("-1", S3ErrorCode.AccessDenied)]
    [InlineData("soon", S3ErrorCode.AuthorizationQueryParametersError)]
    [InlineData("99999999999999999999", S3ErrorCode.AuthorizationQueryParametersError)]
    public void Verify_PresignedExpiry_IsBounded(string expires, S3ErrorCode? code)
    {
        var request = Request("GET", "/b/k?versionId=null");
        _signer.Presign(request, 0, expires);

        if (code is { } expected) Fails(request, expected);
        else Assert.True(_verifier.Verify(request).IsPresigned);
    }

    [Theory]
    [InlineData("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=other", S3ErrorCode.AuthorizationQueryParametersError)]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expired=60", S3ErrorCode.AuthorizationQueryParametersError)]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expires=60&X-Amz-Expires=60", S3ErrorCode.AuthorizationQueryParametersError)]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expires=61", S3ErrorCode.SignatureDoesNotMatch)]
    [InlineData("us-east-1", "eu-west-1", S3ErrorCode.AuthorizationQueryParametersError)]
    [InlineData("X-Amz-Date=2026", "X-Amz-Date=26", S3ErrorCode.AuthorizationQueryParametersError)]
    [InlineData("/b/k?", "/b/k?acl&", S3ErrorCode.SignatureDoesNotMatch)]
    [InlineData("/b/k?", "/b/%zz?", S3ErrorCode.InvalidURI)]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7OTHER", S3ErrorCode.InvalidAccessKeyId)]
    public void Verify_PresignedUrlChanged_GivesTheCodeOfAws(string part, string replacement, S3ErrorCode code)
    {
        var request = Request("GET", "/b/k");
        _signer.Presign(request, 60);
        Assert.Contains(part, request.Target(), StringComparison.Ordinal);
        request.SetTarget(request.Target().Replace(part, replacement, StringComparison.Ordinal));

        Fails(request, code);
    }

    /// <summary>The header stands in the canonical request as the hash of the body, so it is signed without being named among the signed headers.</summary>
    [Theory]
    [InlineData("UNSIGNED-PAYLOAD", null)]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", S3ErrorCode.SignatureDoesNotMatch)]
    [InlineData("no hash", S3ErrorCode.SignatureDoesNotMatch)]
    public void Verify_PresignedUrlWithPayloadHeader_HoldsOnlyAsItWasSigned(string value, S3ErrorCode? code)
    {
        var request = Request("PUT", "/b/k");
        _signer.Presign(request, 60);
        request.Headers["x-amz-content-sha256"] = value;

        if (code is { } expected) Fails(request, expected);
        else Assert.True(_verifier.Verify(request).IsPresigned);
    }

    /// <summary>The SDK for JavaScript names these headers as signed and puts them into the query, too: whoever uses the URL sends them or not.</summary>
    [Theory]
    [InlineData("x-amz-acl", "public-read", "x-amz-acl=public-read")]
    [InlineData("x-amz-meta-name", "a b/\u00E9", "x-amz-meta-name=a%20b%2F%C3%A9")]
    [InlineData("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==", "Content-MD5=1B2M2Y8AsgTpgAmY7PhCfg%3D%3D")]
    [InlineData("cache-control", "no-cache", "Cache-Control=no-cache")]
    public void Verify_PresignedHeaderInTheQuery_NeedNotBeSent(string name, string value, string parameter)
    {
        var request = Request("PUT", "/b/k?" + parameter, (name, value));
        _signer.Presign(request, 60);

        Assert.True(_verifier.Verify(request).IsPresigned);
        request.Headers.Remove(name);
        Assert.True(_verifier.Verify(request).IsPresigned);
    }

    [Theory]
    [InlineData("x-amz-acl", "/b/k?x-amz-acl=private")]
    [InlineData("x-amz-acl", "/b/k?acl=public-read")]
    [InlineData("range", "/b/k?range=public-read")]
    public void Verify_PresignedHeaderOtherwiseInTheQuery_HasToBeSent(string name, string target)
    {
        var request = Request("PUT", target, (name, "public-read"));
        _signer.Presign(request, 60);

        Assert.True(_verifier.Verify(request).IsPresigned);
        request.Headers.Remove(name);
        Fails(request, S3ErrorCode.SignatureDoesNotMatch);
    }

    [Fact]
    public void Verify_PresignedBeforeItsTime_IsRefused()
    {
        var request = Request("GET", "/b/k");
        new Signer { Now = Now.AddMinutes(16) }.Presign(request, 3600);

        Fails(request, S3ErrorCode.AccessDenied);
    }

    [Fact]
    public void Verify_HeaderAndQuery_IsRefused()
    {
        var request = Request("GET", "/b/k");
        _signer.Presign(request, 60);
        request.Headers.Authorization = "AWS4-HMAC-SHA256 x";

        Fails(request, S3ErrorCode.InvalidArgument);
    }

    [Fact]
    public void Verify_QueryOfSignatureVersion2_IsNotSupported() =>
        Fails(Request("GET", "/b/k?AWSAccessKeyId=a&Signature=b&Expires=1"), S3ErrorCode.InvalidRequest);

    [Fact]
    public void Verify_SignedHeaderNamedOften_IsBounded()
    {
        var request = Request("GET", "/b/k", ("x-big", new string('a', 8000)));
        _signer.Sign(request);
        var names = string.Join(';', Enumerable.Repeat("x-big", 2000)) + ";host;x-amz-content-sha256;x-amz-date";
        request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential={Credentials.AccessKey}/{_signer.Scope},SignedHeaders={names},Signature=0";

        Fails(request, S3ErrorCode.RequestHeaderSectionTooLarge);
    }

    private static HttpRequest Request(string method, string target, params (string Name, string Value)[] headers) =>
        TestRequest.Create(method, target, [("Host", "localhost"), .. headers]);

    private static string Field(S3Error error, string name) => error.Fields.Single(field => field.Key == name).Value;

    private S3Error Fails(HttpRequest request, S3ErrorCode code)
    {
        var error = Assert.Throws<S3Exception>(() => _verifier.Verify(request)).Error;
        Assert.Equal(code, error.Code);
        return error;
    }
}
