using ObjectStore.Events.Configuration;

namespace ObjectStore.Events.Tests.Configuration;

public sealed class NotificationRulesTests
{
    [Theory]
    [InlineData(null, null, "any", true)]
    [InlineData("", "", "any", true)]
    [InlineData("logs/", null, "logs/a", true)]
    [InlineData("logs/", null, "Logs/a", false)]
    [InlineData(null, ".jpg", "a.jpg", true)]
    [InlineData(null, ".jpg", "a.jpg.txt", false)]
    [InlineData("a", "a", "a", true)]
    [InlineData("ü/", "ß", "ü/ß", true)]
    public void Matches_Filter_LetsInPrefixAndSuffix(string? prefix, string? suffix, string key, bool isMatched)
    {
        var rule = Rule(prefix: prefix, suffix: suffix);

        Assert.Equal(isMatched, rule.Matches(EventType.ObjectCreatedPut, System.Text.Encoding.UTF8.GetBytes(key)));
        Assert.False(rule.Matches(EventType.ObjectRemovedDelete, System.Text.Encoding.UTF8.GetBytes(key)));
    }

    [Theory]
    [InlineData("s3:ObjectCreated:*", null, null, "s3:ObjectCreated:Put", null, null, true)]
    [InlineData("s3:ObjectCreated:Copy", null, null, "s3:ObjectCreated:Put", null, null, false)]
    [InlineData("s3:ObjectCreated:*", "a", null, "s3:ObjectCreated:*", "b", null, false)]
    [InlineData("s3:ObjectCreated:*", "a", null, "s3:ObjectCreated:*", "ab", null, true)]
    [InlineData("s3:ObjectCreated:*", null, "a", "s3:ObjectCreated:*", null, "b", false)]
    [InlineData("s3:ObjectCreated:*", null, "a", "s3:ObjectCreated:*", null, "ba", true)]
    [InlineData("s3:ObjectCreated:*", "x", "a", "s3:ObjectCreated:*", "y", "a", false)]
    [InlineData("s3:ObjectCreated:*", "x", "a", "s3:ObjectCreated:*", null, "a", true)]
    [InlineData("s3:ObjectCreated:*", "x", null, "s3:ObjectCreated:*", null, "a", true)]
    public void Overlaps_TwoRules_WhenAChangeCouldMatchBoth(string events, string? prefix, string? suffix, string otherEvents, string? otherPrefix, string? otherSuffix, bool overlap)
    {
        var (rule, other) = (Rule(events, prefix, suffix), Rule(otherEvents, otherPrefix, otherSuffix));

        Assert.Equal((overlap, overlap), (rule.Overlaps(other), other.Overlaps(rule)));
    }

    [Fact]
    public void Matching_SeveralRules_GivesThoseOfTheEvent()
    {
        var rules = new NotificationRules([Rule("s3:ObjectRemoved:*"), Rule(prefix: "a"), Rule(prefix: "b")]);

        Assert.Equal([rules.Rules[1]], rules.Matching(EventType.ObjectCreatedCopy, "a"u8));
        Assert.Empty(rules.Matching(EventType.ObjectCreatedCopy, "c"u8));
    }

    [Fact]
    public void Document_Rules_AreReadBack()
    {
        var rules = new NotificationRules(
        [
            new NotificationRule("1", DestinationKind.Queue, "arn:objectstore:sqs:::q", ["s3:ObjectCreated:*", "s3:ObjectAcl:Put"], "p", "s"),
            new NotificationRule("2", DestinationKind.Topic, "arn:aws:sns:r:a:t", ["s3:ObjectRemoved:Delete"], null, null),
        ]);

        Assert.True(NotificationDocument.TryParse(NotificationDocument.Format(rules), out var read));
        Assert.Equivalent(rules.Rules, read.Rules, strict: true);
        Assert.Equal(["q", "t"], read.Rules.Select(static rule => rule.Destination));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"v\":2,\"rules\":[]}")]
    [InlineData("{\"v\":1,\"rules\":[null]}")]
    [InlineData("{\"v\":1,\"rules\":[{\"id\":\"1\",\"kind\":\"Queue\",\"arn\":\"arn:objectstore:sqs:::q\",\"events\":[\"s3:Other\"]}]}")]
    [InlineData("{\"v\":1,\"rules\":[{\"id\":\"1\",\"kind\":\"Queue\",\"arn\":\"q\",\"events\":[]}]}")]
    [InlineData("{\"v\":1,\"rules\":[{\"id\":\"1\",\"kind\":\"Queue\",\"arn\":\"arn:objectstore:sqs:::q\",\"events\":[],\"later\":1}]}")]
    public void Document_NotWrittenByThisRelease_IsRefused(string document) => Assert.False(NotificationDocument.TryParse(System.Text.Encoding.UTF8.GetBytes(document), out _));

    private static NotificationRule Rule(string events = "s3:ObjectCreated:*", string? prefix = null, string? suffix = null) =>
        new("id", DestinationKind.Queue, "arn:objectstore:sqs:::q", [events], prefix, suffix);
}
