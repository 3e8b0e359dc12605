namespace ObjectStore.Index.Conformance.Keymap;

/// <summary>When a simulated process dies, and what others do meanwhile.</summary>
internal sealed class ProcessFate
{
    private int _commits;
    private bool _isDead;

    /// <summary>Commits until death; each counts twice: before and after it.</summary>
    public int DiesAt { get; init; } = int.MaxValue;

    /// <summary>What others do before each call of this process.</summary>
    public Func<Task> Meanwhile { get; init; } = static () => Task.CompletedTask;

    public Task BeforeCallAsync()
    {
        if (_isDead) throw new KilledException();
        return Meanwhile();
    }

    public void BeforeCommit() => Step();

    public void AfterCommit() => Step();

    private void Step()
    {
        if (++_commits < DiesAt && !_isDead) return;
        _isDead = true;
        throw new KilledException();
    }
}
