from cardgen.cli import main

if __name__ == "__main__":  # worker processes import this file on some systems
    main()
