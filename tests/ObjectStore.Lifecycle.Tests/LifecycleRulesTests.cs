using System.Text;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Lifecycle.Tests;

public sealed class LifecycleRulesTests
{
    private static readonly DateTimeOffset MadeAt = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly KeyValuePair<string, string>[] Tagged = [new("a", "1"), new("b", "2")];

    /// <summary>Filter, key, size, tags, and whether a rule with the filter is about such an object.</summary>
    public static TheoryData<LifecycleFilter, string, long, bool, bool> Filters => new()
    {
        { new(), "any", 0, false, true },
        { new() { Prefix = "" }, "any", 0, false, true },
        { new() { Prefix = "logs/" }, "logs/x", 0, false, true },
        { new() { Prefix = "logs/" }, "logs", 0, false, false },
        { new() { Prefix = "ü" }, "über", 0, false, true },
        { new() { SizeAbove = 10 }, "k", 10, false, false },
        { new() { SizeAbove = 10 }, "k", 11, false, true },
        { new() { SizeBelow = 10 }, "k", 10, false, false },
        { new() { SizeBelow = 10 }, "k", 9, false, true },
        { new() { SizeAbove = 5, SizeBelow = 10 }, "k", 7, false, true },
        { new() { Tags = [new("a", "1")] }, "k", 0, true, true },
        { new() { Tags = [new("a", "1")] }, "k", 0, false, false },
        { new() { Tags = [new("a", "2")] }, "k", 0, true, false },
        { new() { Tags = [new("A", "1")] }, "k", 0, true, false },
        { new() { Tags = [new("b", "2"), new("a", "1")] }, "k", 0, true, true },
        { new() { Tags = [new("b", "2"), new("c", "3")] }, "k", 0, true, false },
        { new() { Prefix = "k", SizeAbove = 1, Tags = [new("a", "1")] }, "k", 2, true, true },
        { new() { Prefix = "k", SizeAbove = 1, Tags = [new("a", "1")] }, "k", 1, true, false },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void ExpirationOf_Filter_IsAboutWhatItSays(LifecycleFilter filter, string key, long size, bool isTagged, bool expected)
    {
        var rules = new LifecycleRules([Rule(filter, days: 1)]);
        var candidate = Object(key, size, isTagged ? Tagged : []);

        Assert.Equal(expected, rules.ExpirationOf(candidate, MadeAt, LifecycleCalendar.Real) is not null);
        Assert.Equal(expected, new LifecycleRules([Noncurrent(filter, 1, null)]).NewerMinOf(candidate, false, MadeAt, 0, Moment(days: 2)) is not null);
    }

    [Fact]
    public void ExpirationOf_TagsNotKnown_TakesThemToMatch()
    {
        var rules = new LifecycleRules([Rule(new() { Tags = [new("a", "1")] }, days: 1)]);

        Assert.NotNull(rules.ExpirationOf(Object("k", 0, null), MadeAt, LifecycleCalendar.Real));
    }

    [Fact]
    public void ExpirationOf_SeveralRules_TheEarliestSaysWhen()
    {
        var rules = new LifecycleRules([Rule(new(), "a", days: 9), Rule(new(), "b", days: 3), Rule(new(), "c", days: 3), Rule(new() { Prefix = "x" }, "d", days: 1)]);

        var due = rules.ExpirationOf(Object("k"), MadeAt, LifecycleCalendar.Real);

        Assert.Equal(("b", new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero)), (due!.Value.Rule.Id, due.Value.At));
    }

    [Fact]
    public void ExpirationOf_Date_IsDueFromThenOnWheneverTheObjectWasMade()
    {
        var date = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        var rules = new LifecycleRules([Rule(new(), "date") with { Expiration = new CurrentExpiration(null, date, null) }, Rule(new(), "days", days: 1)]);

        Assert.Equal(new LifecycleDue(date, rules.Rules[0]), rules.ExpirationOf(Object("k"), MadeAt, LifecycleCalendar.Real));
    }

    [Fact]
    public void All_RuleSwitchedOff_SaysNothing()
    {
        var rule = Rule(new(), days: 1) with { IsEnabled = false, NoncurrentExpiration = new NoncurrentExpiration(1, null), AbortUploadAfterDays = 1 };
        var rules = new LifecycleRules([rule]);

        Assert.False(rules.RemovalPrefixes.Count > 0 || rules.ConcernUploads);
        Assert.Null(rules.ExpirationOf(Object("k"), MadeAt, LifecycleCalendar.Real));
        Assert.Null(rules.MarkerExpirationOf(ObjectKey.From("k"), MadeAt, LifecycleCalendar.Real));
        Assert.Null(rules.NewerMinOf(Object("k"), false, MadeAt, 0, Moment(days: 2)));
        Assert.Null(rules.AbortOf(ObjectKey.From("k"), MadeAt, LifecycleCalendar.Real));
    }

    [Fact]
    public void MarkerExpirationOf_RuleForMarkers_IsDueAtOnceAndForNothingElse()
    {
        var rules = new LifecycleRules([Rule(new() { Prefix = "k" }) with { Expiration = new CurrentExpiration(null, null, true) }]);

        Assert.Equal(MadeAt, rules.MarkerExpirationOf(ObjectKey.From("k"), MadeAt, LifecycleCalendar.Real)?.At);
        Assert.Null(rules.MarkerExpirationOf(ObjectKey.From("other"), MadeAt, LifecycleCalendar.Real));
        Assert.Null(rules.ExpirationOf(Object("k"), MadeAt, LifecycleCalendar.Real));
    }

    [Fact]
    public void MarkerExpirationOf_RuleWithDays_CountsFromTheMarker()
    {
        var rules = new LifecycleRules([Rule(new(), days: 5)]);

        Assert.Equal(new DateTimeOffset(2026, 3, 7, 0, 0, 0, TimeSpan.Zero), rules.MarkerExpirationOf(ObjectKey.From("k"), MadeAt, LifecycleCalendar.Real)?.At);
    }

    public static TheoryData<LifecycleFilter> FiltersOfObjects => new(new LifecycleFilter { Tags = [new("a", "1")] }, new LifecycleFilter { SizeBelow = 10 }, new LifecycleFilter { SizeAbove = 0 });

    [Theory]
    [MemberData(nameof(FiltersOfObjects))]
    public void MarkerAndUpload_FilterAsksForSizeOrTags_IsNotAboutThem(LifecycleFilter filter)
    {
        var rules = new LifecycleRules([Rule(filter, days: 1) with { NoncurrentExpiration = new NoncurrentExpiration(1, null), AbortUploadAfterDays = 1 }]);

        Assert.Null(rules.MarkerExpirationOf(ObjectKey.From("k"), MadeAt, LifecycleCalendar.Real));
        Assert.Null(rules.NewerMinOf(Object("k"), isMarker: true, MadeAt, 0, Moment(days: 2)));
        Assert.Null(rules.AbortOf(ObjectKey.From("k"), MadeAt, LifecycleCalendar.Real));
    }

    [Theory]
    [InlineData(null, 0, 0)]
    [InlineData(0, 0, 0)]
    [InlineData(2, 1, null)]
    [InlineData(2, 2, 2)]
    [InlineData(2, 50, 2)]
    public void NewerMinOf_NewestAreKept_ByTheNumberOfNewerOnes(int? keep, int newerCount, int? expected)
    {
        var rules = new LifecycleRules([Noncurrent(new(), 1, keep)]);

        Assert.Null(rules.NewerMinOf(Object("k"), false, MadeAt, newerCount, Moment(days: 1)));
        Assert.Equal(expected, rules.NewerMinOf(Object("k"), false, MadeAt, newerCount, Moment(days: 2)));
    }

    [Theory]
    [InlineData(2, 1, null)]
    [InlineData(2, 5, 4)]
    [InlineData(31, 1, 0)]
    [InlineData(31, 5, 0)]
    public void NewerMinOf_SeveralRules_OneThatKeepsDoesNotProtectFromAnother(int days, int newerCount, int? expected)
    {
        var rules = new LifecycleRules([Noncurrent(new(), 1, 4), Noncurrent(new(), 30, null), Noncurrent(new() { Prefix = "other" }, 1, null), Noncurrent(new(), 1, 5)]);

        Assert.Equal(expected, rules.NewerMinOf(Object("k"), false, MadeAt, newerCount, Moment(days)));
    }

    [Fact]
    public void AbortOf_SeveralRules_TheEarliestSaysWhen()
    {
        var rules = new LifecycleRules([Rule(new(), "a") with { AbortUploadAfterDays = 7 }, Rule(new() { Prefix = "k" }, "b") with { AbortUploadAfterDays = 2 }]);

        Assert.Equal("b", rules.AbortOf(ObjectKey.From("k"), MadeAt, LifecycleCalendar.Real)?.Rule.Id);
        Assert.Equal("a", rules.AbortOf(ObjectKey.From("x"), MadeAt, LifecycleCalendar.Real)?.Rule.Id);
    }

    [Fact]
    public void Prefixes_OfRules_AreTheWidestOfThoseThatAreOn()
    {
        LifecycleRule[] rules =
        [
            Rule(new() { Prefix = "b/1" }, "a", days: 1), Rule(new() { Prefix = "b" }, "b", days: 1), Rule(new() { Prefix = "ba" }, "c", days: 1), Noncurrent(new() { Prefix = "a" }, 1, null),
            Rule(new(), "d", days: 1) with { IsEnabled = false }, Rule(new() { Prefix = "u" }, "e") with { AbortUploadAfterDays = 1 },
        ];

        Assert.Equal(["a", "b"], TextsOf(new LifecycleRules(rules).RemovalPrefixes));
        Assert.Equal(["u"], TextsOf(new LifecycleRules(rules).UploadPrefixes));
        Assert.Equal([""], TextsOf(new LifecycleRules([.. rules, Rule(new(), "all", days: 1)]).RemovalPrefixes));
        Assert.Empty(new LifecycleRules([]).RemovalPrefixes);
    }

    private static IEnumerable<string> TextsOf(IEnumerable<ReadOnlyMemory<byte>> prefixes) => prefixes.Select(static prefix => Encoding.UTF8.GetString(prefix.Span));

    private static LifecycleObject Object(string key, long size = 0, IReadOnlyList<KeyValuePair<string, string>>? tags = null) =>
        new(ObjectKey.From(key).Utf8Memory, size, tags);

    private static LifecycleRule Rule(LifecycleFilter filter, string id = "rule", int? days = null) =>
        new() { Id = id, IsEnabled = true, Filter = filter, Expiration = days is null ? null : new CurrentExpiration(days, null, null) };

    private static LifecycleMoment Moment(int days) => new(MadeAt.AddDays(days), LifecycleCalendar.Real, 0);

    private static LifecycleRule Noncurrent(LifecycleFilter filter, int days, int? keep) =>
        new() { Id = "rule", IsEnabled = true, Filter = filter, NoncurrentExpiration = new NoncurrentExpiration(days, keep) };
}
