using Mlx4.Sample.Hca.Functions.Configuration;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// The interrupt pin of a function. It is level-triggered: once asserted it stays so until the host writes the pin's bit to
/// the clear-interrupt register.
/// </summary>
internal sealed class InterruptPin(PhysicalFunction function, Header header)
{
    /// <summary>Which bit of the clear-interrupt register is this function's (QUERY_ADAPTER). Chosen.</summary>
    public const byte Number = 1;

    private bool _asserted;

    public void Assert()
    {
        if (_asserted)
        {
            return;
        }
        _asserted = true;
        header.InterruptStatus = true;
        Signal();
    }

    /// <summary>A write to the clear-interrupt register: the high word is pins 63:32, the low word pins 31:0.</summary>
    public void Clear(bool lowWord, uint mask)
    {
        if (lowWord && (mask & (1u << Number)) != 0)
        {
            Release();
        }
    }

    /// <summary>The pin has been allowed again while it was asserted.</summary>
    public void Enabled()
    {
        if (_asserted)
        {
            Signal();
        }
    }

    public void Release()
    {
        _asserted = false;
        header.InterruptStatus = false;
    }

    private void Signal()
    {
        if (!header.IntXDisabled)
        {
            function.Interrupt(PciInterrupt.IntX, 0);
        }
    }
}
