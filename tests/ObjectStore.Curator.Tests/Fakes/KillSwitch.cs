namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>
/// Kills the process that uses it, at one chosen call to the outside: before the call has an effect or right after it. From then on every call fails,
/// until <see cref="Restart"/>.
/// </summary>
internal sealed class KillSwitch
{
    private readonly Lock _lock = new();
    private int _killAt = int.MaxValue;
    private bool _afterEffect;
    private bool _isDown;

    /// <summary>Calls since the last <see cref="Restart"/>.</summary>
    public int Calls { get; private set; }

    public void Restart(int killAt = int.MaxValue, bool afterEffect = false)
    {
        lock (_lock)
        {
            Calls = 0;
            _killAt = killAt;
            _afterEffect = afterEffect;
            _isDown = false;
        }
    }

    /// <summary>Runs one call of the process to the outside.</summary>
    public T Call<T>(Func<T> effect)
    {
        lock (_lock)
        {
            if (_isDown) throw new KilledException();
            Calls++;
            _isDown = Calls == _killAt;
            if (_isDown && !_afterEffect) throw new KilledException();
            var result = effect();
            return _isDown ? throw new KilledException() : result;
        }
    }

    public void Call(Action effect) => Call(() =>
    {
        effect();
        return true;
    });
}
