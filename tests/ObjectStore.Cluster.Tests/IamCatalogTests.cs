using System.Text;
using ObjectStore.Cluster.Iam;
using ObjectStore.Cluster.Identities;
using ObjectStore.Index.Catalog;
using ObjectStore.Testing;

namespace ObjectStore.Cluster.Tests;

public class IamCatalogTests
{
    private static readonly MasterKey Key = new(Enumerable.Range(1, MasterKey.Size).Select(i => (byte)i).ToArray());
    private static readonly DateTimeOffset Then = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    private readonly ICatalog _catalog = TestCatalog.Make();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IamCatalog Iam => new(_catalog, Key);

    private static IamUser User(string name, string id = "AIDA1") => new(id, "acme", Then, name, "/team/")
    {
        Policies = [new("list", """{"Statement":[]}""")],
        Attached = ["arn:aws:iam::aws:policy/AmazonS3FullAccess"],
        Groups = ["AGPA1"],
        Tags = [new("cost", "1")],
    };

    private static IamAccessKey AccessKey() => new("AKIA1", "acme", Then, "AIDA1", "a-secret-nobody-should-see", IsActive: true);

    public static TheoryData<IamEntity> Kinds() =>
    [
        User("Ann"),
        new IamGroup("AGPA1", "acme", Then, "Readers", "/"),
        new IamRole("AROA1", "acme", Then, "Backup", "/", """{"Version":"2012-10-17"}""", TimeSpan.FromHours(2)) { Description = "nightly" },
        User("Bea") with { Boundary = "arn:aws:iam::acme:policy/Fence" },
        new IamManagedPolicy("ANPA1", "acme", Then, "Photos", "/", "{}") { Description = "all of them" },
        new IamManagedPolicy("ANPA1", "acme", Then, "Photos", "/", "{}") { Tags = [new("cost", "1")] }.Add("""{"Statement":[]}""", isDefault: true, Then.AddHours(1)),
        new IamOidcProvider("OIDC1", "acme", Then, "https://issuer.example/realm/", ["app"], ["00ff"]),
        AccessKey(),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Read_StoredEntity_IsTheSame(IamEntity entity)
    {
        Assert.NotNull(await Iam.TryChangeAsync(IamSnapshot.Empty, [], [entity], Token));

        var (snapshot, unreadable) = await Iam.ReadAsync(Token);

        Assert.Equal(0, unreadable);
        Assert.Equivalent(entity, snapshot.Find(entity.Id), strict: true);
    }

    /// <summary>A policy as releases without versions wrote it.</summary>
    [Fact]
    public async Task Read_PolicyOfAnEarlierRelease_HasOneVersionAndNoTags()
    {
        const string Row = """{"version":1,"policy":{"name":"Photos","path":"/","document":"{}","description":"","id":"ANPA1","accountId":"acme","createdAt":"2026-11-21T03:00:00+00:00"}}""";
        await _catalog.StoreJobStateAsync("iam/ANPA1", Encoding.UTF8.GetBytes(Row), Token);

        var policy = Assert.IsType<IamManagedPolicy>((await Iam.ReadAsync(Token)).Snapshot.Find("ANPA1"));

        Assert.Equal([new IamPolicyVersion(1, Then, "{}")], policy.Versions);
        Assert.Equal((1, 1, 0), (policy.DefaultNumber, policy.LastNumber, policy.Tags.Count));
    }

    /// <summary>Readers of version 1 would leave the boundary out.</summary>
    [Theory]
    [InlineData(null, 1)]
    [InlineData("arn:aws:iam::acme:policy/Fence", 2)]
    public async Task Store_PrincipalWithABoundary_IsOfVersionTwo(string? boundary, int version)
    {
        await Iam.TryChangeAsync(IamSnapshot.Empty, [], [User("Ann") with { Boundary = boundary }], Token);

        using var row = System.Text.Json.JsonDocument.Parse((await _catalog.GetJobStateAsync("iam/AIDA1", Token))!.Value);

        Assert.Equal(version, row.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(boundary is not null, row.RootElement.GetProperty("user").TryGetProperty("boundary", out _));
    }

    [Fact]
    public async Task Store_AccessKey_TheCatalogDoesNotHoldTheSecret()
    {
        await Iam.TryChangeAsync(IamSnapshot.Empty, [], [AccessKey()], Token);

        var row = await _catalog.GetJobStateAsync("iam/AKIA1", Token);
        Assert.DoesNotContain("a-secret", Encoding.UTF8.GetString(row!.Value.Span), StringComparison.Ordinal);
        Assert.Equal("AKIA1", AccessKey().ToString());
    }

    [Theory]
    [InlineData("\"AIDA1\"", "\"AIDA2\"")]
    [InlineData("\"acme\"", "\"other\"")]
    [InlineData("\"AKIA1\"", "\"AKIA2\"")]
    public async Task Read_AccessKeyGivenToSomebodyElse_CannotBeRead(string old, string forged)
    {
        await Iam.TryChangeAsync(IamSnapshot.Empty, [], [AccessKey()], Token);
        var row = Encoding.UTF8.GetString((await _catalog.GetJobStateAsync("iam/AKIA1", Token))!.Value.Span);
        Assert.Contains(old, row, StringComparison.Ordinal);
        var id = old == "\"AKIA1\"" ? "AKIA2" : "AKIA1";

        await _catalog.StoreJobStateAsync("iam/" + id, Encoding.UTF8.GetBytes(row.Replace(old, forged, StringComparison.Ordinal)), Token);

        var (snapshot, unreadable) = await Iam.ReadAsync(Token);
        Assert.Equal(1, unreadable);
        Assert.Null(snapshot.FindAccessKey(forged.Trim('"')));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":2,"group":{"id":"X","accountId":"a","createdAt":"2026-01-01T00:00:00Z","name":"n","path":"/"}}""")]
    [InlineData("""{"version":1,"group":{"id":"Y","accountId":"a","createdAt":"2026-01-01T00:00:00Z","name":"n","path":"/"}}""")]
    [InlineData("""{"version":1,"group":{"id":"X","accountId":"a","createdAt":"2026-01-01T00:00:00Z","name":null,"path":"/"}}""")]
    [InlineData("""{"version":1,"accessKey":{"id":"X","accountId":"a","createdAt":"2026-01-01T00:00:00Z","userId":"u","secretKey":"plain","isActive":true}}""")]
    public async Task Read_RowIsNotOne_IsCountedAndLeft(string json)
    {
        await _catalog.StoreJobStateAsync("iam/X", Encoding.UTF8.GetBytes(json), Token);

        var (snapshot, unreadable) = await Iam.ReadAsync(Token);

        Assert.Equal(1, unreadable);
        Assert.Equal(0, snapshot.Count);
    }

    [Fact]
    public async Task TryChange_AnotherWasFaster_StoresNothing()
    {
        var first = await Iam.TryChangeAsync(IamSnapshot.Empty, [], [User("Ann")], Token);
        Assert.NotNull(await Iam.TryChangeAsync(first!, [], [User("Ann", "AIDA2") with { AccountId = "other" }], Token));

        Assert.Null(await Iam.TryChangeAsync(first!, [], [User("Eve", "AIDA3")], Token));
        Assert.Null(await Iam.TryChangeAsync(IamSnapshot.Empty, [], [User("Eve", "AIDA3")], Token));

        var (snapshot, _) = await Iam.ReadAsync(Token);
        Assert.Equal(2, snapshot.Count);
        Assert.Null(snapshot.Account("acme").FindUser("Eve"));
    }

    [Fact]
    public async Task TryChange_UserIsRenamedAndRemoved_NamesFollow()
    {
        var made = await Iam.TryChangeAsync(IamSnapshot.Empty, [], [User("Ann")], Token);
        var renamed = await Iam.TryChangeAsync(made!, [], [User("Bea")], Token);

        Assert.Null(renamed!.Account("acme").FindUser("ann"));
        Assert.Equal("Bea", renamed.Account("acme").FindUser("BEA")?.Name);
        var removed = await Iam.TryChangeAsync(renamed, [renamed.Find("AIDA1")!], [], Token);
        Assert.Equal(0, removed!.Count);
        Assert.Equal(0, (await Iam.ReadAsync(Token)).Snapshot.Count);
        Assert.True((await Iam.ReadStampAsync(Token)).Span.SequenceEqual(removed.Stamp.Span));
    }

    [Fact]
    public void Arn_OfEveryKind_IsAsPoliciesNameIt()
    {
        Assert.Equal("arn:aws:iam::acme:user/team/Ann", User("Ann").Arn);
        Assert.Equal("arn:aws:iam::acme:oidc-provider/issuer.example/realm", new IamOidcProvider("OIDC1", "acme", Then, "https://issuer.example/realm/", [], []).Arn);
        Assert.StartsWith("AKIA", IamIds.NewAccessKey(), StringComparison.Ordinal);
        Assert.Equal(40, IamIds.NewSecret().Length);
        Assert.NotEqual(IamIds.NewUser(), IamIds.NewUser());
    }
}
