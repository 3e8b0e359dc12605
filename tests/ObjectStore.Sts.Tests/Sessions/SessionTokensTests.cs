using ObjectStore.Sts.Sessions;

namespace ObjectStore.Sts.Tests.Sessions;

public sealed class SessionTokensTests
{
    private readonly SessionTokens _tokens = new(static () => Sample.Key(1));

    [Fact]
    public void TryOpen_SealedSession_IsWhatWasSealed()
    {
        var session = Sample.OfRole() with { Policy = """{"Statement":[]}""", Tags = new Dictionary<string, string> { ["Team"] = "blue ü" }, Provider = "https://issuer.example" };

        Assert.True(_tokens.TryOpen(_tokens.Seal(session), out var opened));

        Assert.Equal((session.AccessKey, session.SecretKey, session.IssuedAt, session.ExpiresAt), (opened.AccessKey, opened.SecretKey, opened.IssuedAt, opened.ExpiresAt));
        Assert.Equal((session.Role, session.Policy, session.Provider), (opened.Role, opened.Policy, opened.Provider));
        Assert.Equal(session.Tags, opened.Tags);
    }

    [Fact]
    public void Seal_SameSessionTwice_GivesTextsThatHaveNothingInCommon()
    {
        var first = _tokens.Seal(Sample.OfRole());
        var second = _tokens.Seal(Sample.OfRole());

        Assert.NotEqual(first[2..24], second[2..24]);
        Assert.DoesNotContain(Sample.SecretKey, first, StringComparison.Ordinal);
    }

    [Fact]
    public void TryOpen_OtherMasterKey_IsRefused() => Assert.False(new SessionTokens(static () => Sample.Key(2)).TryOpen(_tokens.Seal(Sample.OfRole()), out _));

    [Fact]
    public void TryOpen_AnyBitChanged_IsRefused()
    {
        var token = _tokens.Seal(Sample.OfRole());
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.False(_tokens.TryOpen(new string(changed), out _), $"character {i}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("AQ")]
    [InlineData("no token at all")]
    [InlineData("////++++")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u00e9")]
    public void TryOpen_WhatIsNoToken_IsRefused(string token) => Assert.False(_tokens.TryOpen(token, out _));

    [Fact]
    public void TryOpen_LongerThanTheBound_IsRefused()
    {
        var session = Sample.OfRole() with { Policy = new string('x', SessionTokens.LengthMax) };

        Assert.False(_tokens.TryOpen(_tokens.Seal(session), out _));
    }

    [Fact]
    public void TryOpen_SealedForAnotherPurpose_IsRefused()
    {
        var forged = Sample.Key(1).Seal("""{"accessKey":"a","secretKey":"b"}""", "objectstore identity 1 a");

        Assert.False(_tokens.TryOpen(System.Buffers.Text.Base64Url.EncodeToString([1, .. new byte[16], .. forged]), out _));
    }
}
