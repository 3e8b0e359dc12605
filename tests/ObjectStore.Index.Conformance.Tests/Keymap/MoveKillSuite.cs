using Xunit;

namespace ObjectStore.Index.Conformance.Keymap;

/// <summary>
/// Goal: a move loses and doubles nothing, wherever its curator dies, whoever takes over. Method: the curator is killed before and after each of its commits
/// in turn while random operations go on between its calls; another carries the move out or takes it back; then every row is compared with an
/// index that did the same and never moved.
/// </summary>
[Trait("Category", "Model")]
public abstract class MoveKillSuite<TSource, TTarget>
    where TSource : OrderedStoreFixture, new()
    where TTarget : OrderedStoreFixture, new()
{
    /// <summary>How often the whole row of deaths is gone through; slower engines do it less.</summary>
    protected virtual int Step => 1;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Move_KilledAtEachCommit_LosesNothing(bool isTakenBack)
    {
        var seed = SeedOfRun.Take();
        var hasFinished = false;
        for (var at = 1; !hasFinished; at += Step)
        {
            await using var scene = await Scene.SetAsync<TSource, TTarget>(unchecked(seed + at));
            hasFinished = await scene.MoveAsync(new ProcessFate { DiesAt = at, Meanwhile = scene.OperateAsync });
            if (isTakenBack && !hasFinished) await scene.TakeBackAndBeginAgainAsync();
            await scene.SettleAndCheckAsync();
        }
    }

    [Theory]
    [InlineData(Rival.Reconciles)]
    [InlineData(Rival.CarriesOut)]
    [InlineData(Rival.TakesBack)]
    public async Task Move_RivalAtEachCall_LosesNothing(Rival rival)
    {
        var seed = SeedOfRun.Take();
        var hasCome = true;
        for (var at = 1; hasCome; at += Step)
        {
            await using var scene = await Scene.SetAsync<TSource, TTarget>(unchecked(seed + at));
            var calls = 0;
            await scene.MoveAsync(new ProcessFate { Meanwhile = () => ++calls == at ? scene.InterfereAsync(rival) : scene.OperateAsync() });
            hasCome = calls >= at;
            await scene.SettleAndCheckAsync();
        }
    }
}

/// <summary>What another curator does in the middle of a move that is not its own.</summary>
public enum Rival
{
    /// <summary>Looks whether there is something to finish.</summary>
    Reconciles,

    /// <summary>Takes the move for abandoned and carries it out.</summary>
    CarriesOut,

    /// <summary>Takes it back.</summary>
    TakesBack,
}

public sealed class InMemoryMoveTests : MoveKillSuite<InMemoryFixture, InMemoryFixture>;

public sealed class SqliteToMemoryMoveTests : MoveKillSuite<SqliteFixture, InMemoryFixture>
{
    protected override int Step => 7;
}
