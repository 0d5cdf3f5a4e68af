using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>A lock in a register: the read that finds it free takes it.</summary>
internal sealed class ReadToTake(Ledger ledger, string name, Func<bool> heldByAnother)
{
    private bool _taken;

    public bool Take()
    {
        if (_taken || heldByAnother())
        {
            return false;
        }
        _taken = true;
        ledger.Take(name, 0, "register read");
        return true;
    }

    public void Release()
    {
        _taken = false;
        ledger.Return(name, 0);
    }
}
