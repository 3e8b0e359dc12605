using System.Text;

namespace ObjectStore.Lifecycle.Tests;

public sealed class LifecycleDocumentTests
{
    private static readonly LifecycleRule Full = new()
    {
        Id = "all of it",
        IsEnabled = true,
        Filter = new LifecycleFilter { Form = FilterForm.And, Prefix = "logs/ü", Tags = [new("a", "1"), new("b", "")], SizeAbove = 1, SizeBelow = 1L << 40 },
        Expiration = new CurrentExpiration(30, null, null),
        NoncurrentExpiration = new NoncurrentExpiration(3, 5),
        AbortUploadAfterDays = 7,
    };

    private static readonly LifecycleRule Spare = new()
    {
        Id = "date",
        IsEnabled = false,
        Filter = new LifecycleFilter { Form = FilterForm.Prefix, Prefix = "" },
        Expiration = new CurrentExpiration(null, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), null),
    };

    /// <summary>Pinned: what is stored must be readable for ever.</summary>
    [Fact]
    public void Format_Rules_AreTheStoredText() => Assert.Equal(
        """{"v":1,"rules":[{"id":"all of it","on":true,"form":"And","prefix":"logs/\u00FC","tags":[["a","1"],["b",""]],"above":1,"below":1099511627776,"expires":{"days":30},"noncurrent":{"days":3,"keep":5},"abort":7},{"id":"date","on":false,"form":"Prefix","prefix":"","expires":{"date":"2030-01-01T00:00:00+00:00"}}],"minimum":"some size"}""",
        Encoding.UTF8.GetString(LifecycleDocument.Format(new LifecycleRules([Full, Spare]) { TransitionMinimum = "some size" })));

    [Fact]
    public void TryParse_Formatted_IsTheSame()
    {
        var stored = LifecycleDocument.Format(new LifecycleRules([Full, Spare]) { TransitionMinimum = "some size" });

        Assert.True(LifecycleDocument.TryParse(stored, out var rules));
        Assert.Equal(stored, LifecycleDocument.Format(rules));
        Assert.Equal(Full.Filter.Tags, rules.Rules[0].Filter.Tags);
        Assert.Equal(Spare with { Filter = rules.Rules[1].Filter }, rules.Rules[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"rules":[]}""")]
    [InlineData("""{"v":1,"rules":[{"id":"x","on":true}]}""")]
    [InlineData("""{"v":1,"rules":[{"id":"x","on":true,"form":"Filter","expires":{"days":0}}]}""")]
    [InlineData("""{"v":1,"rules":[{"id":"x","on":true,"form":"Filter","noncurrent":{"days":-1}}]}""")]
    [InlineData("""{"v":1,"rules":[{"id":"x","on":true,"form":"Filter","abort":0}]}""")]
    [InlineData("""{"v":1,"rules":[{"id":"x","on":true,"form":"Filter","tags":[["a"]]}]}""")]
    [InlineData("""{"v":1,"rules":[{"id":"x","on":true,"form":"Filter","keepsUntil":1}]}""")]
    public void TryParse_SomethingElse_IsRefused(string text) => Assert.False(LifecycleDocument.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
