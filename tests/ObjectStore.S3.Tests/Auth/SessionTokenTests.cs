using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Tests.Auth;

/// <summary>Requests with a session token, in the header and in the query.</summary>
public sealed class SessionTokenTests
{
    private const string AccessKey = "ASIASESSION";
    private const string Token = "token+of/the=session";
    private const string Header = "x-amz-security-token";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Sessions _sessions = new();
    private readonly Signer _signer = new() { AccessKey = AccessKey, SecretKey = "session-secret", Now = Now };
    private readonly SigV4Verifier _verifier;

    public SessionTokenTests() => _verifier = new SigV4Verifier(new Credentials(), new SigV4Options(), new FixedTime(Now), _sessions);

    private sealed class Sessions : ISessionSource
    {
        public SessionOutcome Outcome { get; set; } = SessionOutcome.Valid;

        public SessionOutcome Open(string accessKey, string token, out Identity? identity)
        {
            identity = Credentials.Of(accessKey, "session-secret");
            return accessKey == AccessKey && token == Token ? Outcome : SessionOutcome.Invalid;
        }
    }

    [Fact]
    public void Verify_HeaderWithToken_IsTheSessions()
    {
        var request = Request();
        request.Headers[Header] = Token;
        _signer.Sign(request);

        Assert.Equal(AccessKey, _verifier.Verify(request).Identity.AccessKey);
        Assert.Equal(AccessKey, _verifier.Verify(request).Identity.AccessKey);
    }

    [Fact]
    public void Verify_QueryWithToken_IsTheSessions()
    {
        var request = Request("/b/k?X-Amz-Security-Token=" + Uri.EscapeDataString(Token));
        _signer.Presign(request, expiresSeconds: 60);

        Assert.Equal(AccessKey, _verifier.Verify(request).Identity.AccessKey);
    }

    [Fact]
    public void Verify_TokenTwiceInTheQuery_IsRefused()
    {
        var request = Request($"/b/k?X-Amz-Security-Token={Uri.EscapeDataString(Token)}&X-Amz-Security-Token=other");
        _signer.Presign(request, expiresSeconds: 60);

        Assert.Equal(S3ErrorCode.AuthorizationQueryParametersError, ErrorOf(request));
    }

    [Theory]
    [InlineData(SessionOutcome.Invalid, S3ErrorCode.InvalidToken)]
    [InlineData(SessionOutcome.Expired, S3ErrorCode.ExpiredToken)]
    public void Verify_TokenThatDoesNotHold_IsToldSo(SessionOutcome outcome, S3ErrorCode expected)
    {
        _sessions.Outcome = outcome;
        var request = Request();
        request.Headers[Header] = Token;
        _signer.Sign(request);

        Assert.Equal(expected, ErrorOf(request));
    }

    [Fact]
    public void Verify_SessionThatExpiresBetweenTwoRequests_IsToldSoAlthoughItsKeyIsRemembered()
    {
        var request = Request();
        request.Headers[Header] = Token;
        _signer.Sign(request);
        _verifier.Verify(request);
        _sessions.Outcome = SessionOutcome.Expired;

        Assert.Equal(S3ErrorCode.ExpiredToken, ErrorOf(request));
    }

    [Fact]
    public void Verify_TokenWithALastingAccessKey_IsInvalid()
    {
        var request = Request();
        request.Headers[Header] = Token;
        new Signer { Now = Now }.Sign(request);

        Assert.Equal(S3ErrorCode.InvalidToken, ErrorOf(request));
    }

    [Fact]
    public void Verify_SessionsAccessKeyWithoutItsToken_IsUnknown()
    {
        var request = Request();
        _signer.Sign(request);

        Assert.Equal(S3ErrorCode.InvalidAccessKeyId, ErrorOf(request));
    }

    [Fact]
    public void Verify_TokenThatIsNotSigned_IsRefused()
    {
        var request = Request();
        _signer.Sign(request);
        request.Headers[Header] = Token;

        Assert.Equal(S3ErrorCode.AccessDenied, ErrorOf(request));
    }

    [Fact]
    public void Verify_TokenInAStoreWithoutSessions_IsInvalid()
    {
        var request = Request();
        request.Headers[Header] = Token;
        _signer.Sign(request);
        var verifier = new SigV4Verifier(new Credentials(), new SigV4Options(), new FixedTime(Now));

        Assert.Equal(S3ErrorCode.InvalidToken, Assert.Throws<S3Exception>(() => verifier.Verify(request)).Error.Code);
    }

    [Fact]
    public void Verify_EmptyTokenWithALastingAccessKey_IsAsIfThereWereNone()
    {
        var request = Request();
        request.Headers[Header] = "";
        new Signer { Now = Now }.Sign(request);

        Assert.Equal(Credentials.AccessKey, _verifier.Verify(request).Identity.AccessKey);
    }

    private S3ErrorCode ErrorOf(HttpRequest request) => Assert.Throws<S3Exception>(() => _verifier.Verify(request)).Error.Code;

    private static HttpRequest Request(string target = "/b/k") => TestRequest.Create("GET", target, ("Host", "127.0.0.1:9000"));
}
