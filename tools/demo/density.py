import csv
import math

with open('planets.csv', encoding='utf-8') as file:
    planets = list(csv.DictReader(file))


def density(planet):
    """In grams per cubic centimetre."""
    radius_cm = float(planet['diameter_km']) / 2 * 1e5
    volume_cm3 = 4 / 3 * math.pi * radius_cm**3
    return float(planet['mass_1e24_kg']) * 1e27 / volume_cm3


for planet in sorted(planets, key=density, reverse=True):
    print(f"{planet['planet']:<8} {density(planet):5.2f} g/cm3  {planet['moons']:>3} moons")
print(f'{sum(int(planet["moons"]) for planet in planets)} moons in all')
