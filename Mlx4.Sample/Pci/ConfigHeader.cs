namespace Mlx4.Sample.Pci;

/// <summary>A copy of a function's configuration header, for after a reset.</summary>
internal sealed class ConfigHeader(IRegions device)
{
    private const int CommandWord = PciConfig.Command / sizeof(uint);

    private readonly uint[] _words = new uint[PciConfig.HeaderSize / sizeof(uint)];

    /// <summary>The vendor id that was read: all ones if the function did not answer.</summary>
    public ushort VendorId => (ushort)_words[0];

    /// <summary>Copies the header.</summary>
    public void Save()
    {
        for (int word = 0; word < _words.Length; word++)
        {
            _words[word] = device.ReadConfig32(word * sizeof(uint));
        }
    }

    /// <summary>Writes the header back, the command register last of all: it lets the function answer at the addresses that the others state.</summary>
    public void Restore()
    {
        for (int word = 0; word < _words.Length; word++)
        {
            if (word != CommandWord)
            {
                device.WriteConfig32(word * sizeof(uint), _words[word]);
            }
        }
        device.WriteConfig32(PciConfig.Command, _words[CommandWord]);
    }
}
