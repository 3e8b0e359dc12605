using System.Text;

namespace ObjectStore.Lifecycle.Tests;

public sealed class TransitionTests
{
    private static readonly DateTimeOffset MadeAt = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly LifecycleFilter All = new() { Prefix = "" };

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, "STANDARD_IA")]
    [InlineData(5, "STANDARD_IA")]
    [InlineData(7, "GLACIER_IR")]
    [InlineData(400, "GLACIER_IR")]
    public void ClassOf_SeveralTransitions_IsTheLatestThatIsOver(int days, string? expected)
    {
        var rules = new LifecycleRules([Rule(All, new CurrentTransition(5, null, "GLACIER_IR"), new CurrentTransition(1, null, "STANDARD_IA"))]);

        Assert.Equal(expected, rules.ClassOf(Object(1 << 20), MadeAt, Moment(days)));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "STANDARD_IA")]
    [InlineData(4, "GLACIER_IR STANDARD_IA")]
    [InlineData(6, "ONEZONE_IA")]
    [InlineData(8, "GLACIER_IR ONEZONE_IA")]
    public void PossibleClassesOf_SomeRulesAskForTags_AreThoseUpToTheOneThatDoesNot(int days, string expected)
    {
        var tagged = new LifecycleFilter { Tags = [new("a", "b")] };
        var rules = new LifecycleRules(
        [
            Rule(tagged, new CurrentTransition(3, null, "GLACIER_IR"), new CurrentTransition(7, null, "GLACIER_IR")),
            Rule(All, new CurrentTransition(1, null, "STANDARD_IA"), new CurrentTransition(5, null, "ONEZONE_IA")),
        ]);

        Assert.Equal(expected, string.Join(' ', rules.PossibleClassesOf(Object(1 << 20), MadeAt, Moment(days))));
    }

    [Fact]
    public void ClassOf_Date_CountsFromThenOn()
    {
        var rules = new LifecycleRules([Rule(All, new CurrentTransition(null, MadeAt.AddDays(3), "STANDARD_IA"))]);

        Assert.Null(rules.ClassOf(Object(1 << 20), MadeAt, Moment(2)));
        Assert.Equal("STANDARD_IA", rules.ClassOf(Object(1 << 20), MadeAt, Moment(3)));
    }

    [Theory]
    [InlineData(null, "STANDARD_IA", 131_071, false)]
    [InlineData(null, "STANDARD_IA", 131_072, true)]
    [InlineData(null, "GLACIER", 1, false)]
    [InlineData("all_storage_classes_128K", "GLACIER", 1, false)]
    [InlineData("varies_by_storage_class", "GLACIER", 1, true)]
    [InlineData("varies_by_storage_class", "DEEP_ARCHIVE", 1, true)]
    [InlineData("varies_by_storage_class", "STANDARD_IA", 1, false)]
    public void ClassOf_SmallObject_MovesAsTheMinimumSays(string? minimum, string storageClass, long size, bool isMoved)
    {
        var rules = new LifecycleRules([Rule(All, new CurrentTransition(0, null, storageClass))]) { TransitionMinimum = minimum };
        var asking = new LifecycleRules([Rule(new LifecycleFilter { SizeAbove = 0 }, new CurrentTransition(0, null, storageClass))]) { TransitionMinimum = minimum };

        Assert.Equal(isMoved, rules.ClassOf(Object(size), MadeAt, Moment(1)) is not null);
        Assert.NotNull(asking.ClassOf(Object(size), MadeAt, Moment(1)));
    }

    [Fact]
    public void ClassOf_RuleIsSwitchedOff_SaysNothing()
    {
        var rules = new LifecycleRules([Rule(All, new CurrentTransition(0, null, "STANDARD_IA")) with { IsEnabled = false }]);

        Assert.Null(rules.ClassOf(Object(1 << 20), MadeAt, Moment(9)));
        Assert.Empty(rules.TransitionPrefixes);
    }

    [Theory]
    [InlineData(1, 2, null)]
    [InlineData(2, 0, null)]
    [InlineData(2, 2, "STANDARD_IA")]
    public void NoncurrentClassOf_NewestAreKept_CountsFromWhenItWasCovered(int days, int newer, string? expected)
    {
        var rules = new LifecycleRules([new LifecycleRule { Id = "a", IsEnabled = true, Filter = All, NoncurrentTransitions = [new NoncurrentTransition(1, 2, "STANDARD_IA")] }]);

        Assert.Equal(expected, rules.NoncurrentClassOf(Object(1 << 20), MadeAt, newer, Moment(days)));
        Assert.Single(rules.TransitionPrefixes);
    }

    /// <summary>Pinned: what is stored must be readable for ever.</summary>
    [Fact]
    public void Format_Transitions_AreTheStoredText()
    {
        var rule = Rule(All, new CurrentTransition(0, null, "STANDARD_IA"), new CurrentTransition(null, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), "GLACIER_IR")) with { NoncurrentTransitions = [new NoncurrentTransition(3, 2, "GLACIER_IR"), new NoncurrentTransition(0, null, "STANDARD_IA")] };
        const string text = """{"v":1,"rules":[{"id":"a","on":true,"form":"Filter","prefix":"","moves":[{"class":"STANDARD_IA","days":0},{"class":"GLACIER_IR","date":"2026-03-01T00:00:00+00:00"}],"noncurrentMoves":[{"class":"GLACIER_IR","days":3,"keep":2},{"class":"STANDARD_IA","days":0}]}]}""";

        Assert.Equal(text, Encoding.UTF8.GetString(LifecycleDocument.Format(new LifecycleRules([rule]))));
        Assert.True(LifecycleDocument.TryParse(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal((rule.Transitions, rule.NoncurrentTransitions), (read.Rules[0].Transitions, read.Rules[0].NoncurrentTransitions), SequencesAreEqual);
    }

    [Theory]
    [InlineData("""{"class":"X"}""")]
    [InlineData("""{"class":"X","days":-1}""")]
    [InlineData("""{"class":"X","days":1,"date":"2030-01-01T00:00:00Z"}""")]
    [InlineData("""{"class":null,"days":1}""")]
    [InlineData("""{"days":1}""")]
    public void TryParse_MoveThatCannotHaveBeenWritten_IsRefused(string move)
    {
        Assert.False(LifecycleDocument.TryParse(Encoding.UTF8.GetBytes($$"""{"v":1,"rules":[{"id":"x","on":true,"form":"Filter","moves":[{{move}}]}]}"""), out _));
        Assert.False(LifecycleDocument.TryParse(Encoding.UTF8.GetBytes($$"""{"v":1,"rules":[{"id":"x","on":true,"form":"Filter","noncurrentMoves":[{{move}}]}]}"""), out _));
    }

    private static bool SequencesAreEqual(
        (IReadOnlyList<CurrentTransition> Current, IReadOnlyList<NoncurrentTransition> Noncurrent) one, (IReadOnlyList<CurrentTransition> Current, IReadOnlyList<NoncurrentTransition> Noncurrent) other) =>
        one.Current.SequenceEqual(other.Current) && one.Noncurrent.SequenceEqual(other.Noncurrent);

    private static LifecycleRule Rule(LifecycleFilter filter, params CurrentTransition[] transitions) => new() { Id = "a", IsEnabled = true, Filter = filter, Transitions = transitions };

    private static LifecycleObject Object(long size) => new("key"u8.ToArray(), size, []);

    private static LifecycleMoment Moment(int days) => new(MadeAt.AddDays(days), LifecycleCalendar.Real, 128 << 10);
}
